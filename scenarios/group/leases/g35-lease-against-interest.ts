// G35, a lease against new interest: the sweeper finds no use of the cluster on the node; an actor joins; the sweeper leaves the
// cluster, and the confirmed membership is removed with it.
//
// Class: atomicity violation (check, then act). Depth 2.
// Smallest failing interleaving: sweeper finds no member · joiner joins and is told so · sweeper leaves game.
// It takes 3 deviations from the default schedule and 23 context switches.
// Must be found by: every strategy.
// The fixed version rejects new members while it checks, and lets each shard check in its own turn.

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
  await group.connect("game", { ttl: 1_000 });
  const joiner = await Actor.spawn("joiner");
  await joiner.begins(async () => {
    await joins(journal, group, "room", { cluster: "game" });
  });
  await group.expire("game");
  await quiescence();
  await journal.expectTrue(group);
  await shutDown(joiner.pid);
  await group.stop();
}

export const leaseAgainstInterest: Scenario = scenario({
  name: "g35-lease-against-interest",
  summary: "a lease that is over takes a fresh membership with it",
  expected: "violated",
  program: () => program([]),
  options: LAZY,
});

export const leaseAgainstInterestFixed: Scenario = scenario({
  name: "g35-lease-against-interest-fixed",
  summary: "nobody is admitted while the shards look for interest",
  expected: "passed",
  program: () => program(["close-admission"]),
  options: LAZY,
});
