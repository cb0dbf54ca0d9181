// G33, half a membership: cluster memberships are stored in two tables, written by several shards. A node that is down is removed
// from the table by cluster as the table by node says; a new node is written to the latter first.
//
// Class: atomicity violation (two tables). Depth 2.
// Smallest failing interleaving: a's shard 1 writes b into the table by node · b is down, and shard 0 takes b from it · shard 1 writes
//   b into the table by cluster.
// It takes 6 deviations from the default schedule and 30 context switches.
// Must be found by: every strategy.
// The fixed version lets one shard write at a time.

import { scenario } from "heddle";
import type { Scenario } from "heddle";

import { GroupJournal } from "../journal.ts";
import type { Fix } from "../v020/options.ts";
import { World } from "../world.ts";
import { LAZY, quiescence } from "../../support/quiescence.ts";

async function program(fixes: readonly Fix[]): Promise<void> {
  const journal = new GroupJournal();
  const world = await World.empty({ nodes: ["a", "b"], group: { fixes, shards: 2 } });
  for (const name of ["a", "b"]) await world.startGroup(name);
  await world.node("b").crash();
  await quiescence();
  const nodes = await world.group("a").nodes();
  if (nodes.length > 0) journal.fail(`GI18: for a ${nodes.join()} is a node, but it is down`);
  await world.group("a").stop();
}

export const halfAMembership: Scenario = scenario({
  name: "g33-half-a-membership",
  summary: "a node that is down stays in one of two tables",
  expected: "violated",
  program: () => program([]),
  options: LAZY,
});

export const halfAMembershipFixed: Scenario = scenario({
  name: "g33-half-a-membership-fixed",
  summary: "the two tables have one writer at a time",
  expected: "passed",
  program: () => program(["single-writer"]),
  options: LAZY,
});
