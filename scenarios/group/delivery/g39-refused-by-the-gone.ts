// G39, refused by a node that is down: the link is down, and a's shard is not yet notified. Its message is refused, which it
// takes for a busy link: it starts to reconnect to b repeatedly, which the loss of a node must not cause.
//
// Class: order violation. Depth 2.
// Smallest failing interleaving: a notices that the link is down · pa registers · nodedown reaches a's shard.
// It takes 1 deviation from the default schedule and 42 context switches.
// Must be found by: every strategy.
// The fixed version distinguishes a link that is down from a busy one.

import { scenario } from "heddle";
import type { Scenario } from "heddle";

import { registers } from "../actors.ts";
import { GroupJournal } from "../journal.ts";
import type { Fix } from "../v020/options.ts";
import { World } from "../world.ts";
import { LAZY, quiescence } from "../../support/quiescence.ts";

async function program(fixes: readonly Fix[]): Promise<void> {
  const journal = new GroupJournal();
  const world = await World.start({ nodes: ["a", "b"], group: { fixes, retries: 3 } });
  const pa = await world.actor("a", "pa");
  await pa.begins(async () => {
    await registers(journal, world.group("a"), "db");
  });
  await world.cluster.cut("a", "b");
  await quiescence();
  if (world.group("a").reconnects > 0)
    journal.fail("D.4 45: a has begun to connect b again, but the link is down, not busy");
  await world.end(pa);
}

export const refusedByTheGone: Scenario = scenario({
  name: "g39-refused-by-the-gone",
  summary: "the loss of a node is taken for a busy link",
  expected: "violated",
  program: () => program([]),
  options: LAZY,
});

export const refusedByTheGoneFixed: Scenario = scenario({
  name: "g39-refused-by-the-gone-fixed",
  summary: "that a node is gone is no refusal",
  expected: "passed",
  program: () => program(["refusal-of-the-connected"]),
  options: LAZY,
});
