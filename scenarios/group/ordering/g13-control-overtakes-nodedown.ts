// G13, the loss of a node overtakes a registration: two batches of b and nodedown(b) are queued. a's shard takes nodedown in the
// priority turn after the first batch, removes b's rows, and then applies the second, which nothing removes.
//
// Class: order violation. Depth 1.
// Smallest failing interleaving: batch 1, batch 2 and nodedown wait at a's shard · it takes batch 1, nodedown, batch 2.
// It takes 3 deviations from the default schedule and 44 context switches.
// Must be found by: every strategy.
// The fixed version drops messages of a node that is not a peer.

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
  await world.node("b").crash();
  await quiescence();
  const rows = await world.group("a").registrations();
  if (rows.length > 0) journal.fail(`GI17: a lists ${rows[0]?.pid.path} for db, but b is down`);
  await world.group("a").stop();
}

export const controlOvertakesNodedown: Scenario = scenario({
  name: "g13-control-overtakes-nodedown",
  summary: "a node that is down has a registration",
  expected: "violated",
  program: () => program([]),
  options: LAZY,
});

export const controlOvertakesNodedownFixed: Scenario = scenario({
  name: "g13-control-overtakes-nodedown-fixed",
  summary: "what comes of a node that is no peer is dropped",
  expected: "passed",
  program: () => program(["drop-from-strangers"]),
  options: LAZY,
});
