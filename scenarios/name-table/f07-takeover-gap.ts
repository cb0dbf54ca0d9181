// F7, a takeover with a gap: an actor takes over a name by unregistering it and then registering itself; in between the name is
// free, and a third actor takes it.
//
// Class: atomicity violation (two operations for one). Depth 2.
// Smallest failing interleaving: heir unregisters db, which old holds · rival registers db · heir is refused db and takes
//   it for its own all the same.
// It takes 1 deviation from the default schedule and 6 context switches.
// Must be found by: random and pct of depth 3.
// The fixed version replaces the holder in one step.

import { receive, scenario, self, spawn } from "heddle";
import type { Scenario } from "heddle";
import { NameTable } from "heddle/registry";

import { ClaimJournal } from "../support/claim-journal.ts";
import { judgeHolder } from "../support/name-holders.ts";
import { LAZY, quiescence, shutDown } from "../support/quiescence.ts";

async function program(safe: boolean): Promise<void> {
  const journal = new ClaimJournal();
  const names = await NameTable.start({ safe });
  const old = await spawn("old", () => receive("end"));
  await names.register("db", old);
  const heir = await spawn("heir", async () => {
    if (safe) {
      if (!(await names.replace("db", old, self()))) return;
    } else {
      await names.unregister("db");
      await names.register("db", self());
    }
    journal.relies("db");
    await receive("end");
  });
  const rival = await spawn("rival", async () => {
    if (!(await names.register("db", self()))) return;
    journal.relies("db");
    await receive("end");
  });
  await quiescence();
  await judgeHolder(names, "db", journal);
  await shutDown(old, heir, rival);
}

export const takeoverGap: Scenario = scenario({
  name: "f7-takeover-gap",
  summary: "a third one registers a name between its removal and its heir's registration",
  expected: "violated",
  program: () => program(false),
  options: LAZY,
});

export const takeoverGapFixed: Scenario = scenario({
  name: "f7-takeover-gap-fixed",
  summary: "the heir replaces the holder in one step",
  expected: "passed",
  program: () => program(true),
  options: LAZY,
});
