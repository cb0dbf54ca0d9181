// G24, a late greeting resurrects a node: b is down, and a's shard 0 has removed it. Then shard 1 handles a delayed greeting of
// b, and b is listed forever. In an earlier version only shard 0 removed nodes. In both programs one shard at a time writes
// cluster memberships, see G33.
//
// Class: order violation. Depth 2.
// Smallest failing interleaving: b greets a's shard 1 · b crashes · a's shard 0 removes b · a's shard 1 takes the greeting.
// It takes 3 deviations from the default schedule and 27 context switches.
// Must be found by: every strategy.
// The fixed version, v0.2.0, has every shard remove the node.

import { scenario } from "heddle";
import type { Scenario } from "heddle";

import { GroupJournal } from "../journal.ts";
import type { Regression } from "../v020/options.ts";
import { World } from "../world.ts";
import { LAZY, quiescence } from "../../support/quiescence.ts";

async function program(regressions: readonly Regression[]): Promise<void> {
  const journal = new GroupJournal();
  const world = await World.empty({ nodes: ["a", "b"], group: { regressions, fixes: ["single-writer"], shards: 2 } });
  for (const name of ["a", "b"]) await world.startGroup(name);
  await world.node("b").crash();
  await quiescence();
  const nodes = await world.group("a").nodes();
  if (nodes.length > 0) journal.fail(`GI18: for a ${nodes.join()} is a node, but it is down`);
  await world.group("a").stop();
}

export const lateGreeting: Scenario = scenario({
  name: "g24-late-greeting",
  summary: "a node that is down is listed for ever",
  expected: "violated",
  program: () => program(["one-shard-removes"]),
  options: LAZY,
});

export const lateGreetingFixed: Scenario = scenario({
  name: "g24-late-greeting-fixed",
  summary: "every shard removes a node that is down",
  expected: "passed",
  program: () => program([]),
  options: LAZY,
});
