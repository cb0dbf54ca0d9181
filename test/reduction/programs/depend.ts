// Programs in which a read value determines the next rows to read.

import { self } from "heddle";
import { mark, put, sharing, tableOf } from "./program.ts";
import type { Entry, Shared, Tell } from "./program.ts";
import { relay, start } from "./relay.ts";

type Bodies = readonly (() => unknown)[];

const X_Y_Z = { x: 0, y: 0, z: 0 };

/** Reads keys one after the other as long as they have been written. */
function readWhileWritten(shared: Shared, ...keys: readonly string[]): () => Promise<void> {
  return async () => {
    for (const key of keys) if ((await shared.get(key)) === 0) return;
  };
}

/** Reads keys one after the other as long as they hold 1. */
function readWhileOne(shared: Shared, ...keys: readonly string[]): () => Promise<void> {
  return async () => {
    for (const key of keys) if ((await shared.get(key)) !== 1) return;
  };
}

function putTwice(shared: Shared, key: string): () => Promise<void> {
  return async () => {
    await shared.insert(key, 1);
    await shared.insert(key, 2);
  };
}

/** Three writers, and readers of x, y, z and of y, z. */
const depend1 = sharing(X_Y_Z, (shared): Bodies => [
  put(shared, "z", 1),
  put(shared, "x", 1),
  put(shared, "y", 1),
  readWhileOne(shared, "x", "y", "z"),
  readWhileOne(shared, "y", "z"),
]);

/** The same actors in another order. */
const depend2 = sharing(X_Y_Z, (shared): Bodies => [
  put(shared, "z", 1),
  put(shared, "y", 1),
  readWhileOne(shared, "y", "z"),
  put(shared, "x", 1),
  readWhileOne(shared, "x", "y", "z"),
]);

/** y is written twice. */
const depend3 = sharing(X_Y_Z, (shared): Bodies => [
  put(shared, "z", 1),
  put(shared, "x", 1),
  putTwice(shared, "y"),
  readWhileWritten(shared, "x", "y", "z"),
  readWhileWritten(shared, "y", "z"),
]);

/** x is written by two actors. */
const depend4 = sharing(X_Y_Z, (shared): Bodies => [
  put(shared, "z", 1),
  put(shared, "x", 1),
  put(shared, "y", 1),
  readWhileOne(shared, "x", "y", "z"),
  readWhileOne(shared, "y", "z"),
  put(shared, "x", 2),
]);

/** The fourth, whose actors pass on a message at their exit; the last receiver reads the same rows as the others. */
async function depend4Screen(report: Tell): Promise<void> {
  const shared = await tableOf(X_Y_Z);
  const main = self();
  const read =
    (place: string, ...keys: readonly string[]) =>
    async (): Promise<void> => {
      const seen: unknown[] = [];
      for (const key of keys) if (seen.push(await shared.get(key)) > 0 && seen.at(-1) !== 1) break;
      await shared.insert(place, seen.join());
    };
  const actors = await relay(main, [
    put(shared, "z", 1),
    put(shared, "x", 1),
    put(shared, "y", 1),
    read("p4", "x", "y", "z"),
    read("p5", "y", "z"),
    put(shared, "x", 2),
  ]);
  await start(actors);
  report([await shared.get("x"), await shared.get("p5"), await shared.get("p4")]);
}

/** A reader that always reads x. */
const depend5 = sharing(X_Y_Z, (shared): Bodies => [
  put(shared, "z", 1),
  put(shared, "x", 1),
  putTwice(shared, "y"),
  readWhileWritten(shared, "x", "y", "z"),
  () => shared.get("x"),
]);

/** Two readers of y, one of which reads z too, before the writers. */
const depend6 = sharing({ y: 0, z: 0 }, (shared): Bodies => [
  async () => {
    await shared.get("y");
    await shared.get("z");
  },
  () => shared.get("y"),
  put(shared, "z", 1),
  putTwice(shared, "y"),
]);

/** Two readers reach x by different paths. */
const diffDep1 = sharing(X_Y_Z, (shared): Bodies => [
  put(shared, "x", 1),
  put(shared, "y", 1),
  put(shared, "z", 1),
  readWhileOne(shared, "z", "x"),
  readWhileOne(shared, "y", "x"),
]);

/** The readers before the writes that open their paths. */
const diffDep2 = sharing(X_Y_Z, (shared): Bodies => [
  put(shared, "x", 1),
  readWhileOne(shared, "z", "x"),
  readWhileOne(shared, "y", "x"),
  put(shared, "y", 1),
  put(shared, "z", 1),
]);

/** One of the paths is open. */
const diffDep3 = sharing({ x: 0, z: 0 }, (shared): Bodies => [
  put(shared, "x", 1),
  put(shared, "z", 1),
  readWhileOne(shared, "z", "x"),
  () => shared.get("x"),
]);

/** Two conditions in front of one read. */
const manyInitials = sharing(X_Y_Z, (shared): Bodies => [
  put(shared, "x", 1),
  put(shared, "y", 1),
  put(shared, "z", 1),
  async () => {
    const both = [await shared.get("y"), await shared.get("z")];
    if (both.every((value) => value === 1)) await shared.get("x");
  },
]);

/** A value moves along a chain; two readers read its links. */
const longChain = sharing({ x: 0, y: 0, z: 0, a: 0, b: 0, c: 0, w: 0 }, (shared): Bodies => {
  const pass = (from: string, act: () => Promise<unknown>) => async (): Promise<void> => {
    await mark(shared, 0);
    const value = await shared.get(from);
    await mark(shared, 1);
    if (value === 1) await act();
  };
  return [
    async () => {
      await shared.insert("x", 1);
      await shared.insert("w", 1);
    },
    pass("x", put(shared, "y", 1)),
    pass("y", put(shared, "a", 1)),
    pass("a", put(shared, "b", 1)),
    pass("b", put(shared, "c", 1)),
    pass("c", put(shared, "z", 1)),
    pass("a", () => shared.get("w")),
    pass("z", () => shared.get("w")),
  ];
});

/** The rows that a reader has not read matter only when two locks of three are open. */
async function trickyPredecessors(report: Tell): Promise<void> {
  const shared = await tableOf({ x: 0, l1: false, l2: false, l3: false });
  const read = (one: string, other: string) => async (): Promise<void> => {
    const open = [await shared.get(one), await shared.get(other)];
    const isOpen = open.every((value) => value === true);
    await shared.insert(one + other, isOpen ? await shared.get("x") : "irrelevant");
  };
  const actors = await relay(self(), [
    put(shared, "l1", true),
    put(shared, "l2", true),
    put(shared, "l3", true),
    read("l1", "l2"),
    read("l2", "l3"),
    read("l3", "l1"),
  ]);
  await start(actors, () => shared.insert("x", 1));
  report([await shared.get("l1l2"), await shared.get("l2l3"), await shared.get("l3l1")]);
}

export const depend: readonly Entry[] = [
  { name: "depend_1", program: depend1, classes: 12, published: 12 },
  { name: "depend_2", program: depend2, classes: 12, published: 12 },
  { name: "depend_3", program: depend3, classes: 30, published: 30 },
  { name: "depend_4", program: depend4, classes: 30, published: 30, isLarge: true },
  { name: "depend_4_screen", program: depend4Screen, classes: 30, published: 30, isLarge: true },
  { name: "depend_5", program: depend5, classes: 12, published: 12 },
  { name: "depend_6", program: depend6, classes: 18, published: 18 },
  { name: "diff_dep_1", program: diffDep1, classes: 9, published: 9 },
  { name: "diff_dep_2", program: diffDep2, classes: 9, published: 9 },
  { name: "diff_dep_3", program: diffDep3, classes: 6, published: 6 },
  { name: "many_initials", program: manyInitials, classes: 5, published: 5 },
  { name: "long_chain", program: longChain, classes: 20, published: 20, isLarge: true },
  { name: "tricky_predecessors", program: trickyPredecessors, classes: 124, published: 124, isLarge: true },
];
