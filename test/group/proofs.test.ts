// Proofs of small instances: every class of schedules is run, and each ends with one owner on every node.
// HEDDLE_NIGHTLY for the 6,099 classes in which the partition is a fault.

import assert from "node:assert/strict";
import { endFaults, explore, isAlive, quiescence, receive } from "heddle";
import type { Pid, Report } from "heddle";
import { Cluster } from "heddle/cluster";
import { Group } from "heddle/group";
import { expect, test } from "vitest";

/** The time of the partition: before both register, meanwhile, or by a fault. */
type Split = "before" | "meanwhile" | "fault";

/** Two nodes, one shard, one register on each, one partition. */
async function oneOwner(split: Split): Promise<void> {
  const cluster = await Cluster.start({
    nodes: ["a", "b"],
    boot: async () => {
      await Group.start({
        name: "g",
        shards: 1,
        log: false,
        replicatedSenderFlushInterval: 0,
        replicatedRegistryReceiverFlushInterval: 0,
        replicatedPgReceiverFlushInterval: 0,
        conflictGrace: Number.POSITIVE_INFINITY,
      });
    },
  });
  const group = Group.named("g");
  await quiescence();
  if (split === "before") await cluster.partition(["a"]);
  const claimants: Pid[] = [];
  for (const node of cluster.nodes) {
    claimants.push(
      await node.spawn("claimant", async () => {
        const { kind } = await group.register("key", {}, { timeout: Number.POSITIVE_INFINITY });
        if (kind === "ok") await receive("end");
      }),
    );
  }
  if (split === "meanwhile") await cluster.partition(["a"]);
  if (split === "fault") await endFaults();
  else await cluster.heal();
  await quiescence();
  const alive: Pid[] = [];
  for (const claimant of claimants) if (await isAlive(claimant)) alive.push(claimant);
  assert.equal(alive.length, 1);
  for (const node of cluster.nodes) assert.equal((await group.on(node).lookup("key"))?.pid, alive[0]);
}

function prove(split: Split): Promise<Report> {
  return explore(() => oneOwner(split), {
    strategy: "dpor",
    executions: 20_000,
    shrink: false,
    ...(split === "fault" ? { faults: { partition: 1 } } : {}),
  });
}

const isNightly = process.env["HEDDLE_NIGHTLY"] !== undefined;

test.each<readonly [Split, number]>([
  ["before", 267],
  ["meanwhile", 450],
  ...(isNightly ? [["fault", 6_099] as const] : []),
])("one register on each of two nodes, with a partition (%s): one owner in every class", async (split, classes) => {
  const { exhausted, verdict, ...report } = await prove(split);

  expect({ verdict, exhausted, classes: report.classes }).toEqual({ verdict: "passed", exhausted: true, classes });
});
