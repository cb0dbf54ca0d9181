// G11, a death overtakes a registration: b sends two batches and then the death of the actor. a's shard applies the first batch
// and has a priority turn, in which it takes the queued control messages, that is, the death. Then it applies the second batch,
// which registers the dead actor, and nothing removes it.
//
// Class: order violation. Depth 1.
// Smallest failing interleaving: batch 1, batch 2 and process_down wait at a's shard · it takes batch 1, process_down, batch 2.
// It takes 5 deviations from the default schedule and 47 context switches.
// Must be found by: the portfolio, pct, pos, surw.
// The fixed version takes a node's messages in the order in which they were sent.

import { scenario } from "heddle";
import type { Scenario } from "heddle";

import { registers } from "../actors.ts";
import { GroupJournal } from "../journal.ts";
import type { Fix } from "../v020/options.ts";
import { World } from "../world.ts";
import { LAZY, quiescence } from "../../support/quiescence.ts";

async function program(fixes: readonly Fix[]): Promise<void> {
  const journal = new GroupJournal();
  const world = await World.start({ nodes: ["a", "b"], group: { fixes } });
  const pb = await world.actor("b", "pb");
  await pb.does(async () => {
    for (const version of [1, 2]) await registers(journal, world.group("b"), "db", { meta: { version } });
  });
  await pb.dies();
  await quiescence();
  await journal.expectNoGhosts(world.group("a"));
  await world.end();
}

export const controlOvertakesDeath: Scenario = scenario({
  name: "g11-control-overtakes-death",
  summary: "a dead actor is registered by a batch that its death has overtaken",
  expected: "violated",
  program: () => program([]),
  options: LAZY,
});

export const controlOvertakesDeathFixed: Scenario = scenario({
  name: "g11-control-overtakes-death-fixed",
  summary: "a control message does not overtake what its node has sent before",
  expected: "passed",
  program: () => program(["origin-order"]),
  options: LAZY,
});
