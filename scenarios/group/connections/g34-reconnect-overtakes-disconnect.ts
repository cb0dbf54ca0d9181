// G34, a reconnect overtakes the disconnect: one actor on a disconnects the cluster, which shard 0 sends to b; another actor
// reconnects, which shard 1 sends to b. b receives the reconnect first and the disconnect second, so that a considers itself in a
// cluster of which b has removed it.
//
// Class: order violation (two ways to one place). Depth 1.
// Smallest failing interleaving: leaver removes a from game · comer connects game, by shard 1 · b's shard 1 adds a · b's shard 0
//   removes a.
// It takes 1 deviation from the default schedule and 92 context switches.
// Must be found by: every strategy.
// The fixed version numbers memberships: the end of an old one does not end the new one.

import { scenario } from "heddle";
import type { Scenario } from "heddle";

import { GroupJournal } from "../journal.ts";
import type { Fix } from "../v020/options.ts";
import { World } from "../world.ts";
import { LAZY, quiescence } from "../../support/quiescence.ts";

async function program(fixes: readonly Fix[]): Promise<void> {
  const journal = new GroupJournal();
  const world = await World.start({ nodes: ["a", "b"], group: { fixes, shards: 2 } });
  for (const name of ["a", "b"]) await world.on(name, () => world.group(name).connect("game"));
  await quiescence();
  const comer = await world.actor("a", "comer");
  await comer.begins(async () => {
    await world.group("a").connect("game");
  });
  await world.on("a", () => world.group("a").disconnect("game"));
  await quiescence();
  const isIn = await world.group("a").isConnected("game");
  const nodes = await world.group("b").nodes("game");
  if (nodes.includes("a") !== isIn) {
    journal.fail(`GI18: a is ${isIn ? "" : "not "}in game, but for b its nodes are ${nodes.join()}`);
  }
  await world.end(comer);
}

export const reconnectOvertakesDisconnect: Scenario = scenario({
  name: "g34-reconnect-overtakes-disconnect",
  summary: "a node is in a cluster and the others do not know it",
  expected: "violated",
  program: () => program([]),
  options: LAZY,
});

export const reconnectOvertakesDisconnectFixed: Scenario = scenario({
  name: "g34-reconnect-overtakes-disconnect-fixed",
  summary: "the end of an old membership does not end the new one",
  expected: "passed",
  program: () => program(["cluster-epochs"]),
  options: LAZY,
});
