// K2, a dead hit: the fast path trusts the row in the table, although the actor has exited and the registry is not yet notified.
//
// Class: order violation. Depth 1.
// Smallest failing interleaving: worker is killed · the caller reads its row · DOWN(worker) reaches the registry.
// It takes 0 deviations from the default schedule and 6 context switches.
// Must be found by: every strategy.
// The fixed version checks that the actor is alive, in the caller and again in the registry.

import { join, kill, scenario } from "heddle";
import type { Scenario } from "heddle";

import { ClaimJournal } from "../support/claim-journal.ts";
import { Crew, endRegistry, lookupOrStart, rowsByKey, startRegistry } from "./plain-reki.ts";
import type { Traits } from "./plain-reki.ts";

async function program(hit: NonNullable<Traits["hit"]>): Promise<void> {
  const journal = new ClaimJournal();
  const crew = new Crew(journal);
  const traits: Traits = { rows: rowsByKey(), hit };
  const registry = await startRegistry(traits);
  const wanted = { key: "db", start: crew.starting("db") };

  const worker = await lookupOrStart(traits, registry, wanted);
  await kill(worker);
  await join(worker);
  journal.dead(worker);
  journal.asks("db");
  journal.given("db", await lookupOrStart(traits, registry, wanted));
  await endRegistry(registry, crew.pids);
}

export const deadHit: Scenario = scenario({
  name: "k2-dead-hit",
  summary: "a caller is given an actor that was dead before it asked",
  expected: "violated",
  program: () => program("believed"),
});

export const deadHitFixed: Scenario = scenario({
  name: "k2-dead-hit-fixed",
  summary: "a row of a dead actor is a miss",
  expected: "passed",
  program: () => program("checked"),
});
