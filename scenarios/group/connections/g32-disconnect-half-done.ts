// G32, a half-done disconnect: it asks the shards one after the other. The first takes too long, the caller times out, and the
// others are never asked.
//
// Class: order violation (a timeout in a sequence). Depth 0.
// Smallest failing interleaving: the default one: leaver's timeout · shard-0 goes on · shard-1 is never asked.
// It takes 0 deviations from the default schedule and 26 context switches.
// Must be found by: every strategy.
// The fixed version asks all shards and then waits for the answers.

import { scenario } from "heddle";
import type { Scenario } from "heddle";

import { Actor, answerOf, joins } from "../actors.ts";
import { GroupJournal } from "../journal.ts";
import { FaithfulGroup } from "../v020/faithful-group.ts";
import type { Fix } from "../v020/options.ts";
import { LAZY, quiescence, shutDown } from "../../support/quiescence.ts";

async function program(fixes: readonly Fix[]): Promise<void> {
  const journal = new GroupJournal();
  const group = await FaithfulGroup.start({ fixes, shards: 2, placement: () => 1 });
  await group.connect("game");
  const member = await Actor.spawn("member");
  await member.does(async () => {
    await joins(journal, group, "room", { cluster: "game" });
  });
  await group.suspend(0);
  journal.write(`the leaver is told: ${await answerOf(() => group.disconnect("game", { timeout: 10 }))}`);
  await group.resume(0);
  await quiescence();
  const rows = await group.memberships();
  if (rows.length > 0) journal.fail(`GI5: ${group.node} has left game, but lists ${rows[0]?.pid.path} for room in it`);
  await shutDown(member.pid);
  await group.stop();
}

export const disconnectHalfDone: Scenario = scenario({
  name: "g32-disconnect-half-done",
  summary: "a disconnect that times out at one shard leaves the others as they were",
  expected: "violated",
  program: () => program([]),
  options: LAZY,
});

export const disconnectHalfDoneFixed: Scenario = scenario({
  name: "g32-disconnect-half-done-fixed",
  summary: "all shards are asked before the first answer is awaited",
  expected: "passed",
  program: () => program(["tell-all-shards"]),
  options: LAZY,
});
