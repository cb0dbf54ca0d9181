// Programs in which one race hides another: a read value decides whether an actor reads more.

import { mark, put, sharing } from "./program.ts";
import type { Entry, Shared } from "./program.ts";

type Bodies = readonly (() => unknown)[];

/** Reads x, then y if x holds 1. */
function readBoth(shared: Shared): () => Promise<void> {
  return async () => {
    if ((await shared.get("x")) === 1) await shared.get("y");
  };
}

/** An independent step before each other step. */
function marked(shared: Shared, ...steps: readonly (() => Promise<unknown>)[]): () => Promise<void> {
  return async () => {
    for (const [place, step] of steps.entries()) {
      await mark(shared, place);
      await step();
    }
  };
}

function markedReadBoth(shared: Shared): () => Promise<void> {
  return async () => {
    await mark(shared, 0);
    if ((await shared.get("x")) !== 1) return;
    await mark(shared, 1);
    await shared.get("y");
  };
}

const X_Y = { x: 0, y: 0 };

/** The row that is read second is written first. */
const races1 = sharing(X_Y, (shared): Bodies => [put(shared, "y", 1), put(shared, "x", 1), readBoth(shared)]);

/** The reader itself writes y first. */
const races2 = sharing(X_Y, (shared): Bodies => [
  put(shared, "y", 1),
  put(shared, "x", 1),
  async () => {
    await shared.insert("y", 2);
    await readBoth(shared)();
  },
]);

/** Another reader of x. */
const races3Read = sharing(X_Y, (shared): Bodies => [
  put(shared, "y", 1),
  put(shared, "x", 1),
  () => shared.get("x"),
  readBoth(shared),
]);

/** Another writer of x, whose value opens the second race as well. */
const races3Write = sharing(X_Y, (shared): Bodies => [
  put(shared, "y", 1),
  put(shared, "x", 1),
  put(shared, "x", 2),
  async () => {
    if ((await shared.get("x")) !== 0) await shared.get("y");
  },
]);

/** Two more readers, one of x and one of y, all with independent steps. */
const races4 = sharing(X_Y, (shared): Bodies => [
  marked(shared, put(shared, "y", 1)),
  marked(shared, put(shared, "x", 1)),
  marked(shared, () => shared.get("x")),
  markedReadBoth(shared),
  marked(shared, () => shared.get("y")),
]);

/** One of the readers always reads x and y. */
const races5 = sharing(X_Y, (shared): Bodies => [
  marked(shared, put(shared, "y", 1)),
  marked(shared, put(shared, "x", 1)),
  marked(
    shared,
    () => shared.get("x"),
    () => shared.get("y"),
  ),
  markedReadBoth(shared),
  marked(shared, () => shared.get("y")),
]);

/** Four nested races. */
const races6 = sharing({ w: 0, x: 0, y: 0, z: 0 }, (shared): Bodies => [
  marked(shared, put(shared, "w", 1)),
  marked(shared, put(shared, "x", 1)),
  marked(shared, put(shared, "y", 1)),
  marked(shared, () => shared.get("y"), put(shared, "z", 1)),
  async () => {
    for (const [place, key] of ["y", "z", "x", "w"].entries()) {
      await mark(shared, place);
      if ((await shared.get(key)) !== 1) return;
    }
  },
]);

/** As the first, with independent steps. */
const races7 = sharing(X_Y, (shared): Bodies => [
  marked(shared, put(shared, "y", 1)),
  marked(shared, put(shared, "x", 1)),
  markedReadBoth(shared),
]);

/** The second lock depends on the first, and the reads of the third on both. */
const combinationLock = sharing({ v: 0, w: 0, x: 0, y: 0, z: 0 }, (shared): Bodies => [
  put(shared, "z", 1),
  async () => {
    await shared.insert("x", 1);
    await shared.insert("a", 1);
    if ((await shared.get("y")) !== 1) return;
    await shared.insert("w", 1);
    await shared.insert("b", 0);
  },
  async () => {
    if ((await shared.get("x")) !== 1) return;
    await shared.insert("y", 1);
    await shared.insert("c", 0);
    if ((await shared.get("v")) === 1) await shared.get("z");
  },
  async () => {
    if ((await shared.get("w")) !== 1) return;
    await shared.insert("v", 1);
    await shared.insert("d", 0);
  },
]);

/** The smallest program for which source sets are insufficient. */
const poplOptimalExample = sharing({ x: 0, y: 0, z: 0 }, (shared): Bodies => [
  put(shared, "x", 1),
  put(shared, "y", 1),
  async () => {
    if ((await shared.get("y")) === 0) await shared.insert("z", 1);
  },
  async () => {
    if ((await shared.get("z")) === 1 && (await shared.get("y")) === 0) await shared.insert("x", 2);
  },
]);

export const sleepingRaces: readonly Entry[] = [
  { name: "sleeping_races_1", program: races1, classes: 3, published: 3 },
  { name: "sleeping_races_2", program: races2, classes: 5, published: 5 },
  { name: "sleeping_races_3_read", program: races3Read, classes: 6, published: 6 },
  { name: "sleeping_races_3_write", program: races3Write, classes: 10, published: 10 },
  { name: "sleeping_races_4", program: races4, classes: 12, published: 12 },
  { name: "sleeping_races_5", program: races5, classes: 24, published: 24, isLarge: true },
  { name: "sleeping_races_6", program: races6, classes: 10, published: 10 },
  { name: "sleeping_races_7", program: races7, classes: 3, published: 3 },
  { name: "combination_lock_1", program: combinationLock, classes: 6, published: 6 },
  { name: "POPL_optimal_example", program: poplOptimalExample, classes: 5, published: 5 },
];
