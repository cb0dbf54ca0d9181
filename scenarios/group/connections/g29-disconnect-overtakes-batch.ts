// G29, a disconnect overtakes a batch of another shard: a's shard 1 sends a batch, then a's shard 0 sends that a has left the
// cluster. b's shard 0 forwards this to b's shard 1 before the batch arrives there.
//
// Class: order violation (two ways to one place). Depth 1.
// Smallest failing interleaving: pa joins, by shard 1 · a leaves game · b's shard 0 hears it and has shard 1 remove what is of a ·
//   the batch reaches b's shard 1.
// It takes 4 deviations from the default schedule and 84 context switches.
// Must be found by: the portfolio, pct, pos, surw.
// The fixed version numbers memberships and drops the rows of ended ones.

import { scenario } from "heddle";
import type { Scenario } from "heddle";

import { joins } from "../actors.ts";
import { GroupJournal } from "../journal.ts";
import type { Fix } from "../v020/options.ts";
import { World } from "../world.ts";
import { LAZY, quiescence } from "../../support/quiescence.ts";

async function program(fixes: readonly Fix[]): Promise<void> {
  const journal = new GroupJournal();
  const world = await World.start({ nodes: ["a", "b"], group: { fixes, shards: 2, placement: () => 1 } });
  for (const name of ["a", "b"]) await world.on(name, () => world.group(name).connect("game"));
  await quiescence();
  const pa = await world.actor("a", "pa");
  await pa.does(async () => {
    await joins(journal, world.group("a"), "room", { cluster: "game" });
    await world.group("a").disconnect("game");
  });
  await quiescence();
  const rows = await world.group("b").memberships();
  if (rows.length > 0) journal.fail(`GI17: b lists ${rows[0]?.pid.path} for room, but a has left game`);
  await world.end(pa);
}

export const disconnectOvertakesBatch: Scenario = scenario({
  name: "g29-disconnect-overtakes-batch",
  summary: "a node that has left a cluster has a member in it, by another shard",
  expected: "violated",
  program: () => program([]),
  options: LAZY,
});

export const disconnectOvertakesBatchFixed: Scenario = scenario({
  name: "g29-disconnect-overtakes-batch-fixed",
  summary: "what belongs to a membership that is over is dropped",
  expected: "passed",
  program: () => program(["cluster-epochs"]),
  options: LAZY,
});
