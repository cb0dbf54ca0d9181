// K13, one-for-one: the registry is killed and restarted alone. Its table is new and empty, its actors live on, and the next
// caller has a second actor started.
//
// Class: order violation. Depth 1.
// Smallest failing interleaving: alice has db started · the registry is killed and restarted · bob finds nobody.
// It takes 0 deviations from the default schedule and 9 context switches.
// Must be found by: every strategy.
// The fixed version stops all actors before the registry is restarted: one-for-all.

import { isAlive, join, kill, scenario } from "heddle";
import type { Scenario } from "heddle";

import { ClaimJournal } from "../support/claim-journal.ts";
import { Crew, endRegistry, lookupOrStart, rowsByKey, startRegistry } from "./plain-reki.ts";
import { shutDown } from "../support/quiescence.ts";

type Strategy = "oneForAll" | "oneForOne";

/** The main actor is the supervisor and the caller. */
async function program(strategy: Strategy): Promise<void> {
  const journal = new ClaimJournal();
  const crew = new Crew(journal);
  const wanted = { key: "db", start: crew.starting("db") };
  const before = { rows: rowsByKey() };
  const first = await startRegistry(before);
  await lookupOrStart(before, first, wanted);
  await kill(first);
  if (await isAlive(first)) {
    // Not yet: the second caller is first.
    await lookupOrStart(before, first, wanted);
    await join(first);
    await shutDown(...crew.pids);
    return;
  }
  if (strategy === "oneForAll") {
    for (const pid of crew.pids) {
      await kill(pid);
      await join(pid);
      journal.dead(pid);
    }
  }
  const after = { rows: rowsByKey() };
  const second = await startRegistry(after);
  await lookupOrStart(after, second, wanted);
  await endRegistry(second, crew.pids);
}

export const oneForOne: Scenario = scenario({
  name: "k13-one-for-one",
  summary: "a registry that is restarted alone starts a twin of each actor",
  expected: "violated",
  program: () => program("oneForOne"),
});

export const oneForOneFixed: Scenario = scenario({
  name: "k13-one-for-one-fixed",
  summary: "the actors end before their registry is restarted",
  expected: "passed",
  program: () => program("oneForAll"),
});
