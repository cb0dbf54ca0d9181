// The class hash, updated in O(1) per step, against brute force: executions have equal hashes exactly when they order their
// dependent operations alike.

import fc from "fast-check";
import { join, pause, spawn } from "heddle";
import { cell, mutex, table } from "heddle/memory";
import { expect, test } from "vitest";

import { allSchedules } from "../all-schedules.ts";

type Action = "pause" | "read x" | "write x" | "read y" | "write y" | "lock" | "get a" | "put a" | "put b" | "size";

const action = fc.constantFrom<Action>(
  "pause",
  "read x",
  "write x",
  "read y",
  "write y",
  "lock",
  "get a",
  "put a",
  "put b",
  "size",
);
const actors = fc.array(fc.array(action, { minLength: 1, maxLength: 2 }), { minLength: 2, maxLength: 3 });

/** Spawns an actor for each list of actions and joins them. */
function programOf(lists: readonly (readonly Action[])[]): () => Promise<void> {
  return async () => {
    const [x, y, lock, rows] = [cell(0), cell(0), mutex(), table<string, number>()];
    const perform: Record<Action, () => Promise<unknown>> = {
      pause,
      "read x": () => x.read(),
      "write x": () => x.write(1),
      "read y": () => y.read(),
      "write y": () => y.write(1),
      lock: () => lock.run(pause),
      "get a": () => rows.get("a"),
      "put a": () => rows.insert("a", 1),
      "put b": () => rows.insert("b", 1),
      size: () => rows.size(),
    };
    const workers = [];
    for (const list of lists) {
      workers.push(
        await spawn(async () => {
          for (const name of list) await perform[name]();
        }),
      );
    }
    for (const worker of workers) await join(worker);
  };
}

test("the number of hashes is the number of orders of dependent operations", { timeout: 600_000 }, async () => {
  await fc.assert(
    fc.asyncProperty(actors, async (lists) => {
      fc.pre(lists.flat().length <= 4);
      const { classes, orders } = await allSchedules(programOf(lists));
      expect(classes).toBe(orders);
    }),
    { seed: 4, numRuns: 60 },
  );
});

test("operations on different keys of a table commute; on the whole table they do not", async () => {
  expect((await allSchedules(programOf([["put a"], ["put b"]]))).classes).toBe(1);
  expect((await allSchedules(programOf([["put a"], ["put a"]]))).classes).toBe(2);
  expect((await allSchedules(programOf([["put a"], ["size"]]))).classes).toBe(2);
  expect((await allSchedules(programOf([["get a"], ["size"]]))).classes).toBe(1);
});
