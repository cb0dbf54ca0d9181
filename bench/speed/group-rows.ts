// The cost of a group: an execution of several nodes with a partition, and its growth with the number of rows.

import { quiescence, receive } from "heddle";
import type { Program } from "heddle";
import { Cluster } from "heddle/cluster";
import { Group } from "heddle/group";

import { perStepOfMany, race, run } from "./measure.ts";
import { ns, ROUNDS, times } from "./row.ts";
import type { Row } from "./row.ts";

const NODES = ["a", "b", "c"];
const FOREVER = { timeout: Number.POSITIVE_INFINITY };

/** Starts the nodes, each with an instance of the group. */
async function nodesWith(shards: number): Promise<readonly [Cluster, Group]> {
  const cluster = await Cluster.start({
    nodes: NODES,
    boot: async () => {
      await Group.start({ name: "g", shards, log: false });
    },
  });
  return [cluster, Group.named("g")];
}

/** 30 operations on three nodes with four shards each, while one node is partitioned and reconnects. */
async function partitioned(): Promise<void> {
  const [cluster, group] = await nodesWith(4);
  for (const node of cluster.nodes) {
    for (const name of ["one", "other"]) {
      await node.spawn(name, async () => {
        await group.register(`key/${name}`, {}, FOREVER);
        await group.join("room/1", {}, FOREVER);
        await group.join("room/2", {}, FOREVER);
        await group.leave("room/1", FOREVER);
        await group.members("room/");
        await receive("end");
      });
    }
  }
  await cluster.partition(["a"]);
  await cluster.heal();
  await quiescence();
}

/** The time of one execution. */
export async function groupRow(): Promise<Row> {
  const { elapsedMs, executions } = await run(partitioned, { strategy: "random", executions: 2_000, time: "lazy" });
  const cost = elapsedMs / executions;
  return {
    what: "an execution of 3 nodes × 4 shards, 30 operations, a partition and a heal",
    measured: `${cost.toFixed(2)} ms`,
    target: "< 10 ms",
    isMet: cost < 10,
  };
}

/** Each of several members joins ten separate rooms on one node; the other nodes are notified. */
function rooms(members: number): Program {
  return async () => {
    const [cluster, group] = await nodesWith(1);
    const [first] = cluster.nodes;
    for (let member = 0; member < members; member += 1) {
      await first?.spawn(`m${member}`, async () => {
        for (let room = 0; room < 10; room += 1) await group.join(`${member}/${room}`, {}, FOREVER);
        await receive("end");
      });
    }
    await quiescence();
  };
}

/** Queries a prefix a thousand times, among the given number of other rooms. */
function questions(members: number): Program {
  return async () => {
    const [cluster, group] = await nodesWith(1);
    const [first] = cluster.nodes;
    await first?.run(async () => {
      for (let member = 0; member < members; member += 1) await group.join(`${member}/room`, {}, FOREVER);
      for (let count = 0; count < 1_000; count += 1) await group.members("7/");
    });
  };
}

/** Growth with the number of entries: of all steps, and of a prefix query. */
export async function groupGrowthRows(): Promise<readonly Row[]> {
  const steps = async (members: number): Promise<number> =>
    (await run(rooms(members), { strategy: "round-robin", executions: 1, time: "lazy" })).steps;
  const base = await steps(0);
  const few = (await steps(20)) - base;
  const many = (await steps(200)) - base;
  const perEntry = many / few / 10;
  const cost = await race(
    {
      few: () => perStepOfMany(questions(10), "round-robin", 20),
      many: () => perStepOfMany(questions(300), "round-robin", 5),
    },
    Math.ceil(ROUNDS / 3),
  );
  const growth = cost.many / cost.few;
  return [
    {
      what: "steps for each entry of a group of three nodes, from 200 to 2,000 entries",
      measured: `${(few / 200).toFixed(1)} → ${(many / 2_000).toFixed(1)} = ${times(perEntry)}`,
      target: "flat",
      isMet: perEntry < 1.1,
    },
    {
      what: "a step of questions for a prefix, beside 10 and beside 300 others",
      measured: `${ns(cost.few)} → ${ns(cost.many)} = ${times(growth)}`,
      target: "flat",
      isMet: growth <= 3,
    },
  ];
}
