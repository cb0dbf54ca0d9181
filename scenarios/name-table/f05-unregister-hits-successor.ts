// F5, unregister hits the successor (ABA): an actor finds itself under its name and unregisters it; in between another actor has
// taken over the name.
//
// Class: atomicity violation (check, then act). Depth 3.
// Smallest failing interleaving: old finds itself under db · new unregisters db and registers itself · old unregisters db,
//   which is new's.
// It takes 1 deviation from the default schedule and 4 context switches.
// Must be found by: random and pct of depth 3.
// The fixed version unregisters a name only if it belongs to the expected actor.

import { receive, scenario, self, spawn } from "heddle";
import type { Scenario } from "heddle";
import { NameTable } from "heddle/registry";

import { ClaimJournal } from "../support/claim-journal.ts";
import { judgeHolder } from "../support/name-holders.ts";
import { LAZY, quiescence, shutDown } from "../support/quiescence.ts";

async function program(safe: boolean): Promise<void> {
  const journal = new ClaimJournal();
  const names = await NameTable.start({ safe });
  await spawn("old", async () => {
    await names.register("db", self());
    if (safe) await names.unregister("db", self());
    else if ((await names.whereis("db")) === self()) await names.unregister("db");
  });
  const successor = await spawn("new", async () => {
    const holder = await names.whereis("db");
    if (holder !== undefined) await names.unregister("db", safe ? holder : undefined);
    if (!(await names.register("db", self()))) return;
    journal.relies("db");
    await receive("end");
  });
  await quiescence();
  await judgeHolder(names, "db", journal);
  await shutDown(successor);
}

export const unregisterHitsSuccessor: Scenario = scenario({
  name: "f5-unregister-hits-successor",
  summary: "an actor that gives its name back removes its successor's registration",
  expected: "violated",
  program: () => program(false),
  options: LAZY,
});

export const unregisterHitsSuccessorFixed: Scenario = scenario({
  name: "f5-unregister-hits-successor-fixed",
  summary: "a name is unregistered from whom is meant and from nobody else",
  expected: "passed",
  program: () => program(true),
  options: LAZY,
});
