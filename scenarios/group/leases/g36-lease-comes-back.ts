// G36, a lease comes back: the sweeper has decided to extend a lease; a user leaves the cluster, which deletes the lease; the
// sweeper writes it back. The user connects again without a lease, but the connection is leased.
//
// Class: atomicity violation (read, then write). Depth 2.
// Smallest failing interleaving: sweeper reads the lease and finds a member · user deletes the lease · sweeper inserts it.
// It takes 2 deviations from the default schedule and 31 context switches.
// Must be found by: every strategy.
// The fixed version extends a lease only if it is still the one that was read.

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
  const member = await Actor.spawn("member");
  await member.does(async () => {
    await joins(journal, group, "room", { cluster: "game" });
  });
  await group.expire("game");
  await group.disconnect("game");
  await group.connect("game");
  await quiescence();
  const leases = await group.leases();
  if (leases.length > 0) journal.fail("GI19: game was connected for good, but is leased");
  await shutDown(member.pid);
  await group.stop();
}

export const leaseComesBack: Scenario = scenario({
  name: "g36-lease-comes-back",
  summary: "a connection that was made for good is leased",
  expected: "violated",
  program: () => program([]),
  options: LAZY,
});

export const leaseComesBackFixed: Scenario = scenario({
  name: "g36-lease-comes-back-fixed",
  summary: "a lease is extended only if it is still there",
  expected: "passed",
  program: () => program(["lease-compare-and-set"]),
  options: LAZY,
});
