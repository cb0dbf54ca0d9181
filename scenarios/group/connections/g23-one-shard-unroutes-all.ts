// G23, one shard's crash removes all routes: a is notified that b's shard 1 is dead and removes b from every named cluster, in
// the tables by which all shards route. b never receives what a's shard 0 sends to a cluster before b's shard 1 is back.
//
// Class: order violation. Depth 2.
// Smallest failing interleaving: b's shard 1 is killed · DOWN(shard 1) reaches a's shard 1 · pa joins, by shard 0 · the new shard's
//   peer_connect reaches a's shard 1.
// It takes 1 deviation from the default schedule and 88 context switches.
// Must be found by: every strategy.
// The fixed version has each shard route by its own peers.

import { kill, scenario } from "heddle";
import type { Scenario } from "heddle";

import { joins } from "../actors.ts";
import { GroupJournal } from "../journal.ts";
import type { Fix } from "../v020/options.ts";
import { World } from "../world.ts";
import { LAZY, quiescence } from "../../support/quiescence.ts";

async function program(fixes: readonly Fix[]): Promise<void> {
  const journal = new GroupJournal();
  const world = await World.start({ nodes: ["a", "b"], group: { fixes, shards: 2, placement: () => 0 } });
  for (const name of ["a", "b"]) await world.on(name, () => world.group(name).connect("game"));
  await quiescence();
  const pa = await world.actor("a", "pa");
  await pa.begins(async () => {
    await joins(journal, world.group("a"), "room", { cluster: "game" });
  });
  await kill(world.group("b").shard(1));
  await quiescence();
  await journal.expectTrue(world.group("a"), world.group("b"));
  await world.end(pa);
}

export const oneShardUnroutesAll: Scenario = scenario({
  name: "g23-one-shard-unroutes-all",
  summary: "one shard's crash loses what its sibling has to tell",
  expected: "violated",
  program: () => program([]),
  options: LAZY,
});

export const oneShardUnroutesAllFixed: Scenario = scenario({
  name: "g23-one-shard-unroutes-all-fixed",
  summary: "each shard routes by its own peers",
  expected: "passed",
  program: () => program(["route-by-shard"]),
  options: LAZY,
});
