// G37, a lease that is never written: a connect with a time to live takes too long. The caller times out; the node stays in the
// cluster indefinitely.
//
// Class: order violation (a timeout in a sequence). Depth 0.
// Smallest failing interleaving: the default one: the node is added to game · the caller's timeout.
// It takes 0 deviations from the default schedule and 13 context switches.
// Must be found by: every strategy.
// The fixed version writes the lease first.

import { scenario } from "heddle";
import type { Scenario } from "heddle";

import { answerOf } from "../actors.ts";
import { GroupJournal } from "../journal.ts";
import { FaithfulGroup } from "../v020/faithful-group.ts";
import type { Fix } from "../v020/options.ts";
import { LAZY, quiescence } from "../../support/quiescence.ts";

async function program(fixes: readonly Fix[]): Promise<void> {
  const journal = new GroupJournal();
  const group = await FaithfulGroup.start({ fixes });
  await group.suspend();
  journal.write(`the caller is told: ${await answerOf(() => group.connect("game", { ttl: 1_000, timeout: 10 }))}`);
  await group.resume();
  await quiescence();
  const leases = await group.leases();
  if ((await group.isConnected("game")) && leases.length === 0) {
    journal.fail("GI19: game was connected for a time, but has no lease");
  }
  await group.stop();
}

export const leaseNeverWritten: Scenario = scenario({
  name: "g37-lease-never-written",
  summary: "a connect that times out connects for ever what should be leased",
  expected: "violated",
  program: () => program([]),
  options: LAZY,
});

export const leaseNeverWrittenFixed: Scenario = scenario({
  name: "g37-lease-never-written-fixed",
  summary: "the lease is written before the cluster is connected",
  expected: "passed",
  program: () => program(["lease-first"]),
  options: LAZY,
});
