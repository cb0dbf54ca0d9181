// G26, a connect during discovery: a has just started and its shard has greeted b, as a node of no cluster. Then a connects to a
// cluster while it knows no other node. b's answer says that b is in the cluster, so a adds b to its nodes; b is never notified
// that a is in the cluster.
//
// Class: order violation. Depth 2.
// Smallest failing interleaving: a's shard greets b · a connects game · b's answer reaches a's shard.
// It takes 0 deviations from the default schedule and 60 context switches.
// Must be found by: every strategy.
// The fixed version exchanges the common clusters again at the end of each handshake.

import { scenario } from "heddle";
import type { Scenario } from "heddle";

import { joins } from "../actors.ts";
import { GroupJournal } from "../journal.ts";
import type { Fix } from "../v020/options.ts";
import { World } from "../world.ts";
import { LAZY, quiescence } from "../../support/quiescence.ts";

async function program(fixes: readonly Fix[]): Promise<void> {
  const journal = new GroupJournal();
  const world = await World.empty({ nodes: ["a", "b"], group: { fixes, shards: 2, placement: () => 1 } });
  await world.startGroup("b");
  const pb = await world.actor("b", "pb");
  await pb.does(async () => {
    await world.group("b").connect("game");
    await joins(journal, world.group("b"), "room", { cluster: "game" });
  });
  await world.startGroup("a");
  const pa = await world.actor("a", "pa");
  await pa.does(async () => {
    await world.group("a").connect("game");
    await joins(journal, world.group("a"), "room", { cluster: "game" });
  });
  await quiescence();
  await journal.expectTrue(world.group("a"), world.group("b"));
  await world.end(pa, pb);
}

export const connectDuringDiscovery: Scenario = scenario({
  name: "g26-connect-during-discovery",
  summary: "a node knows its cluster's nodes, and they do not know it",
  expected: "violated",
  program: () => program([]),
  options: LAZY,
});

export const connectDuringDiscoveryFixed: Scenario = scenario({
  name: "g26-connect-during-discovery-fixed",
  summary: "the end of a handshake connects the clusters that both share",
  expected: "passed",
  program: () => program(["sync-on-handshake"]),
  options: LAZY,
});
