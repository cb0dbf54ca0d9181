// G45, reported before visible: a worker registers on b and sends a message to a caller on a. The caller looks it up on its own
// node, which has not received the registration.
//
// Class: order violation (two ways to one place). Depth 1.
// Smallest failing interleaving: the worker's message reaches caller · caller finds nobody · the registration reaches a's shard.
// It takes 2 deviations from the default schedule and 41 context switches.
// Must be found by: every strategy.
// The fixed version's caller waits until its own node lists the registration.

import { receive, scenario, send } from "heddle";
import type { Scenario } from "heddle";

import { registers } from "../actors.ts";
import { GroupJournal } from "../journal.ts";
import { World } from "../world.ts";
import { LAZY, quiescence } from "../../support/quiescence.ts";

type Reader = "looks at once" | "waits until it is there";

async function program(reader: Reader): Promise<void> {
  const journal = new GroupJournal();
  const world = await World.start({ nodes: ["a", "b"] });
  const a = world.group("a");
  const [caller, worker] = [await world.actor("a", "caller"), await world.actor("b", "worker")];
  await caller.begins(async () => {
    if (reader === "waits until it is there") await a.monitor("db");
    await receive({ kind: "registered" });
    if (reader === "waits until it is there") await receive({ kind: "group" });
    if ((await a.lookup("db")) === undefined)
      journal.fail("GI4: the caller was told that db is registered, and finds nobody");
  });
  await quiescence();
  await worker.does(async () => {
    await registers(journal, world.group("b"), "db");
    await send(caller.pid, { kind: "registered" });
  });
  await quiescence();
  await world.end(caller, worker);
}

export const toldBeforeVisible: Scenario = scenario({
  name: "g45-told-before-visible",
  summary: "a caller does not find what it was told of",
  expected: "violated",
  program: () => program("looks at once"),
  options: LAZY,
});

export const toldBeforeVisibleFixed: Scenario = scenario({
  name: "g45-told-before-visible-fixed",
  summary: "the caller waits until its own node knows",
  expected: "passed",
  program: () => program("waits until it is there"),
  options: LAZY,
});
