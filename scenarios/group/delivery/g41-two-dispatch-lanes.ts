// G41, two dispatch paths: an actor that is registered and has joined is sent each message twice, directly and through its node's
// shard; a later message may arrive first.
//
// Class: order violation (two ways to one place). Depth 0.
// Smallest failing interleaving: the default one: both copies of the first message reach worker.
// It takes 0 deviations from the default schedule and 59 context switches.
// Must be found by: every strategy.
// The fixed version sends each node one copy through the shard, for all receivers.

import { P, receive, scenario } from "heddle";
import type { Scenario } from "heddle";

import { joins, registers } from "../actors.ts";
import { GroupJournal } from "../journal.ts";
import type { Fix } from "../v020/options.ts";
import { World } from "../world.ts";
import { LAZY, quiescence } from "../../support/quiescence.ts";

async function program(fixes: readonly Fix[]): Promise<void> {
  const journal = new GroupJournal();
  const world = await World.start({ nodes: ["a", "b"], group: { fixes } });
  const worker = await world.actor("b", "worker");
  await worker.does(async () => {
    await registers(journal, world.group("b"), "db");
    await joins(journal, world.group("b"), "db");
  });
  await quiescence();
  const received: unknown[] = [];
  await worker.begins(async () => {
    for (;;) received.push((await receive({ kind: "job", number: P.number })).number);
  });
  const sender = await world.actor("a", "sender");
  await sender.does(async () => {
    for (const number of [1, 2]) await world.group("a").dispatch("db", { kind: "job", number });
  });
  await quiescence();
  if (received.join() !== "1,2") journal.fail(`GI21: worker was sent 1,2 and received ${received.join()}`);
  await world.end(worker, sender);
}

export const twoDispatchLanes: Scenario = scenario({
  name: "g41-two-dispatch-lanes",
  summary: "a message is received twice, and another before it",
  expected: "violated",
  program: () => program([]),
  options: LAZY,
});

export const twoDispatchLanesFixed: Scenario = scenario({
  name: "g41-two-dispatch-lanes-fixed",
  summary: "each node gets one copy, by one way",
  expected: "passed",
  program: () => program(["one-dispatch-lane"]),
  options: LAZY,
});
