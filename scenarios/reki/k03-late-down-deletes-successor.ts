// K3, a late DOWN deletes the successor: the registry replaces a dead actor before it receives its DOWN. On the DOWN it removes
// the row of the key, which now belongs to the successor, and the next caller has a third actor started.
//
// Class: order violation. Depth 2.
// Smallest failing interleaving: worker is killed · the registry finds it dead and starts a successor · DOWN(worker) reaches
//   the registry, which removes the key · the next caller finds nobody.
// It takes 1 deviation from the default schedule and 19 context switches.
// Must be found by: every strategy.
// The fixed version removes the row only if it still belongs to the dead actor.

import { join, kill, scenario } from "heddle";
import type { Scenario } from "heddle";

import { ClaimJournal } from "../support/claim-journal.ts";
import { Crew, endRegistry, lookupOrStart, rowsByKey, startRegistry } from "./plain-reki.ts";
import type { Traits } from "./plain-reki.ts";

async function program(cleanup: NonNullable<Traits["cleanup"]>): Promise<void> {
  const journal = new ClaimJournal();
  const crew = new Crew(journal);
  const traits: Traits = { rows: rowsByKey(), cleanup };
  const registry = await startRegistry(traits);
  const wanted = { key: "db", start: crew.starting("db") };

  const worker = await lookupOrStart(traits, registry, wanted);
  await kill(worker);
  await join(worker);
  journal.dead(worker);
  await lookupOrStart(traits, registry, wanted);
  await lookupOrStart(traits, registry, wanted);
  await endRegistry(registry, crew.pids);
}

export const lateDownDeletesSuccessor: Scenario = scenario({
  name: "k3-late-down-deletes-successor",
  summary: "the cleanup after a dead actor removes its successor, and a third one is started",
  expected: "violated",
  program: () => program("the row of its key"),
});

export const lateDownDeletesSuccessorFixed: Scenario = scenario({
  name: "k3-late-down-deletes-successor-fixed",
  summary: "the cleanup removes nothing but the row of the dead",
  expected: "passed",
  program: () => program("the row of the dead"),
});
