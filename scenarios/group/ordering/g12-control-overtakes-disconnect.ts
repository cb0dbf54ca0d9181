// G12, a disconnect overtakes a join: b sends two batches and then that it has left the cluster. a's shard takes the disconnect
// in the priority turn after the first batch, removes b's rows, and then applies the second batch.
//
// Class: order violation. Depth 2.
// Smallest failing interleaving: batch 1, batch 2 and cluster_disconnect wait at a's shard · it takes batch 1, cluster_disconnect,
//   batch 2.
// It takes 6 deviations from the default schedule and 67 context switches.
// Must be found by: the portfolio, pct, pos, surw.
// The fixed version takes a node's messages in the order in which they were sent.

import { scenario } from "heddle";
import type { Scenario } from "heddle";

import { joins } from "../actors.ts";
import { GroupJournal } from "../journal.ts";
import type { Fix } from "../v020/options.ts";
import { World } from "../world.ts";
import { LAZY, quiescence } from "../../support/quiescence.ts";

async function program(fixes: readonly Fix[]): Promise<void> {
  const journal = new GroupJournal();
  const world = await World.start({ nodes: ["a", "b"], group: { fixes } });
  for (const name of ["a", "b"]) await world.on(name, () => world.group(name).connect("game"));
  await quiescence();
  const pb = await world.actor("b", "pb");
  await pb.does(async () => {
    for (const key of ["hall", "room"]) await joins(journal, world.group("b"), key, { cluster: "game" });
    await world.group("b").disconnect("game");
  });
  await quiescence();
  const rows = await world.group("a").memberships();
  if (rows.length > 0) journal.fail(`GI17: a lists ${rows[0]?.pid.path} for ${rows[0]?.key}, but b has left game`);
  await world.end(pb);
}

export const controlOvertakesDisconnect: Scenario = scenario({
  name: "g12-control-overtakes-disconnect",
  summary: "a node that has left a cluster has a member in it",
  expected: "violated",
  program: () => program([]),
  options: LAZY,
});

export const controlOvertakesDisconnectFixed: Scenario = scenario({
  name: "g12-control-overtakes-disconnect-fixed",
  summary: "a control message does not overtake what its node has sent before",
  expected: "passed",
  program: () => program(["origin-order"]),
  options: LAZY,
});
