// A lost update: two actors increment a counter with a read and a write.
//
// Class: atomicity violation. Depth 2.
// Smallest failing interleaving: alice reads 0 · bob reads 0 · alice writes 1 · bob writes 1.
// It takes 1 deviation from the default schedule and 4 context switches.
// Must be found by: every strategy.
// The fixed version increments in one operation.

import assert from "node:assert/strict";

import { join, scenario, spawn } from "heddle";
import type { Scenario } from "heddle";
import { cell } from "heddle/memory";
import type { Cell } from "heddle/memory";

type Increment = "in one operation" | "read, then write";

async function increment(counter: Cell<number>, how: Increment): Promise<void> {
  if (how === "in one operation") await counter.update((value) => value + 1);
  else await counter.write((await counter.read()) + 1);
}

async function program(how: Increment): Promise<void> {
  const counter = cell(0, "counter");
  const alice = await spawn("alice", () => increment(counter, how));
  const bob = await spawn("bob", () => increment(counter, how));
  await join(alice);
  await join(bob);
  assert.equal(await counter.read(), 2, "an update was lost");
}

export const lostUpdate: Scenario = scenario({
  name: "lost-update",
  summary: "two increments by read and write, one is lost",
  expected: "violated",
  program: () => program("read, then write"),
});

export const lostUpdateFixed: Scenario = scenario({
  name: "lost-update-fixed",
  summary: "two increments, each in one operation",
  expected: "passed",
  program: () => program("in one operation"),
});
