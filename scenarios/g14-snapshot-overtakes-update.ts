// G14, a snapshot overtakes an older update: a leaves the cluster and comes back, and b's answer is a snapshot with b's newest
// metadata. It overtakes a batch with older ones, which is applied last: for a the metadata go backwards.
//
// Class: order violation. Depth 3.
// Smallest failing interleaving: b sends two batches · a leaves game · b's actor joins again, which a is not told · a connects game,
//   and b answers with a snapshot · a's shard takes batch 1, the snapshot, batch 2.
// Must be found by: every strategy.
// The fixed twin compares times on every path.

import { scenario } from "heddle";
import type { Scenario } from "heddle";

import { GroupJournal } from "./group-journal.ts";
import type { Fix } from "./group-v020/options.ts";
import { World } from "./group-world.ts";
import { LAZY, quiescence } from "./quiescence.ts";

async function program(fixes: readonly Fix[]): Promise<void> {
  const journal = new GroupJournal();
  const world = await World.start({ nodes: ["a", "b"], group: { fixes } });
  for (const name of ["a", "b"]) await world.on(name, () => world.group(name).connect("game"));
  await quiescence();
  const pb = await world.actor("b", "pb");
  await pb.begins(async () => {
    for (const version of [1, 2, 3]) {
      await world.node("b").skew(version);
      await world.group("b").register("db", { version }, { cluster: "game" });
    }
  });
  await world.on("a", async () => {
    await world.group("a").disconnect("game");
    await world.group("a").connect("game");
  });
  await quiescence();
  for (const name of ["a", "b"]) {
    const found = await world.group(name).lookup("db", { cluster: "game" });
    if (found?.meta["version"] !== 3)
      journal.fail(`GI12: for ${name} db has version ${String(found?.meta["version"])}`);
  }
  await world.end(pb);
}

export const snapshotOvertakesUpdate: Scenario = scenario({
  name: "g14-snapshot-overtakes-update",
  summary: "metadata go backwards for good",
  expected: "violated",
  program: () => program([]),
  options: LAZY,
});

export const snapshotOvertakesUpdateFixed: Scenario = scenario({
  name: "g14-snapshot-overtakes-update-fixed",
  summary: "an operation that is older than the row changes nothing",
  expected: "passed",
  program: () => program(["newer-only"]),
  options: LAZY,
});
