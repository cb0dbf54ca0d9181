// G22, a new shard before the DOWN of the old one: b's shard is killed, and its successor greets a before a is notified. a knows
// the node and does not monitor the successor; then the DOWN of the old shard arrives, and a removes the node.
//
// Class: order violation. Depth 1. Signals of different actors may overtake each other between nodes.
// Smallest failing interleaving: b's shard is killed · the new one's peer_connect reaches a · DOWN(old one) reaches a.
// It takes 2 deviations from the default schedule and 53 context switches.
// Must be found by: every strategy.
// The fixed version identifies a peer by its pid: a new one replaces the old one.

import { kill, scenario } from "heddle";
import type { Scenario } from "heddle";

import { registers } from "../actors.ts";
import { GroupJournal } from "../journal.ts";
import type { Fix } from "../v020/options.ts";
import { World } from "../world.ts";
import { LAZY, quiescence } from "../../support/quiescence.ts";

async function program(fixes: readonly Fix[]): Promise<void> {
  const journal = new GroupJournal();
  const world = await World.start({ nodes: ["a", "b"], order: "actors", group: { fixes } });
  await kill(world.group("b").shard());
  await quiescence();
  const pa = await world.actor("a", "pa");
  await pa.does(async () => {
    await registers(journal, world.group("a"), "db");
  });
  await quiescence();
  await journal.expectTrue(world.group("a"), world.group("b"));
  await world.end(pa);
}

export const newShardBeforeOldDown: Scenario = scenario({
  name: "g22-new-shard-before-old-down",
  summary: "a node that has a new shard is forgotten for the death of the old one",
  expected: "violated",
  program: () => program([]),
  options: LAZY,
});

export const newShardBeforeOldDownFixed: Scenario = scenario({
  name: "g22-new-shard-before-old-down-fixed",
  summary: "a peer is known by its pid",
  expected: "passed",
  program: () => program(["peer-by-pid"]),
  options: LAZY,
});
