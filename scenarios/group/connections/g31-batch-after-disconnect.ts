// G31, a batch after the disconnect: a leaves a cluster while a batch from b is queued at its shard. The batch is applied after
// the purge. Both programs purge a cluster that they leave (see G30), so that each row found here arrived afterwards.
//
// Class: atomicity violation. Depth 2.
// Smallest failing interleaving: pb joins · a leaves game · the batch reaches a's shard.
// It takes 2 deviations from the default schedule and 70 context switches.
// Must be found by: every strategy.
// The fixed version checks that the node is in the cluster when it applies a batch.

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
  await pb.begins(async () => {
    await joins(journal, world.group("b"), "room", { cluster: "game" });
  });
  await world.on("a", () => world.group("a").disconnect("game"));
  await quiescence();
  const rows = await world.group("a").memberships();
  if (rows.length > 0) journal.fail(`GI5: a lists ${rows[0]?.pid.path} for room, but has left game`);
  await world.end(pb);
}

export const batchAfterDisconnect: Scenario = scenario({
  name: "g31-batch-after-disconnect",
  summary: "a node lists members of a cluster that it has left",
  expected: "violated",
  program: () => program(["purge-on-disconnect"]),
  options: LAZY,
});

export const batchAfterDisconnectFixed: Scenario = scenario({
  name: "g31-batch-after-disconnect-fixed",
  summary: "what comes of a cluster that the node is not in is dropped",
  expected: "passed",
  program: () => program(["purge-on-disconnect", "membership-at-apply"]),
  options: LAZY,
});
