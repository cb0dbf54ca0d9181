// G28, checked by the caller, executed after the disconnect: an actor checks that its node is in the cluster and requests to
// join. Meanwhile the node leaves the cluster; the shard removes the node's rows and then performs the request.
//
// Class: atomicity violation (check, then act). Depth 2.
// Smallest failing interleaving: joiner reads that game is connected · leaver removes the node from game · the shard purges
//   game · the shard lets joiner join.
// It takes 2 deviations from the default schedule and 22 context switches.
// Must be found by: every strategy.
// The fixed version checks again in the shard's turn.

import { scenario } from "heddle";
import type { Scenario } from "heddle";

import { Actor, joins } from "../actors.ts";
import { GroupJournal } from "../journal.ts";
import { FaithfulGroup } from "../v020/faithful-group.ts";
import type { Fix } from "../v020/options.ts";
import { LAZY, quiescence, shutDown } from "../../support/quiescence.ts";

async function program(fixes: readonly Fix[]): Promise<void> {
  const journal = new GroupJournal();
  const group = await FaithfulGroup.start({ fixes });
  await group.connect("game");
  const joiner = await Actor.spawn("joiner");
  await joiner.begins(async () => {
    await joins(journal, group, "room", { cluster: "game" });
  });
  await group.disconnect("game");
  await quiescence();
  const rows = await group.memberships();
  if (rows.length > 0) journal.fail(`GI5: ${group.node} has left game, but lists ${rows[0]?.pid.path} for room in it`);
  await shutDown(joiner.pid);
  await group.stop();
}

export const executedAfterDisconnect: Scenario = scenario({
  name: "g28-executed-after-disconnect",
  summary: "an actor joins in a cluster that its node has left",
  expected: "violated",
  program: () => program([]),
  options: LAZY,
});

export const executedAfterDisconnectFixed: Scenario = scenario({
  name: "g28-executed-after-disconnect-fixed",
  summary: "whether the node is in the cluster is asked in the shard's turn",
  expected: "passed",
  program: () => program(["membership-in-turn"]),
  options: LAZY,
});
