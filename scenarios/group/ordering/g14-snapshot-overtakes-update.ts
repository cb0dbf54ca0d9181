// G14, a snapshot overtakes an older update: one of a's shards is slow while a leaves the cluster and reconnects. Two batches are
// queued there, and then a snapshot with newer metadata, which a missed. The priority turn after the first batch takes the
// snapshot; then the second batch is applied: a's metadata revert to an older version for good.
//
// Class: order violation. Depth 0.
// Smallest failing interleaving: the default one: a's shard takes batch 1, the snapshot, batch 2.
// It takes 0 deviations from the default schedule and 131 context switches.
// Must be found by: every strategy.
// The fixed version compares times on every path.

import { scenario } from "heddle";
import type { Scenario } from "heddle";

import { answerOf } from "../actors.ts";
import { GroupJournal } from "../journal.ts";
import type { Fix } from "../v020/options.ts";
import { World } from "../world.ts";
import { LAZY, quiescence } from "../../support/quiescence.ts";

async function program(fixes: readonly Fix[]): Promise<void> {
  const journal = new GroupJournal();
  const world = await World.start({ nodes: ["a", "b"], group: { fixes, shards: 2, placement: () => 1 } });
  for (const name of ["a", "b"]) await world.on(name, () => world.group(name).connect("game"));
  await quiescence();
  const [a, b] = [world.group("a"), world.group("b")];
  const pb = await world.actor("b", "pb");
  const registers = (version: number) => async (): Promise<void> => {
    await b.register("db", { version }, { cluster: "game" });
  };
  await a.suspend(1);
  await quiescence();
  for (const version of [1, 2]) await pb.does(registers(version));
  await world.on("a", () => answerOf(() => a.disconnect("game", { timeout: 10 })));
  await pb.does(registers(3));
  await world.on("a", () => answerOf(() => a.connect("game", { timeout: 10 })));
  await quiescence();
  await a.resume(1);
  await quiescence();
  for (const group of [a, b]) {
    const version = (await group.lookup("db", { cluster: "game" }))?.meta["version"];
    if (version !== 3) journal.fail(`GI12: for ${group.node} db has version ${String(version)}`);
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
