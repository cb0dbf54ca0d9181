// K15, killed between two rows: the registry writes the row of the key and is killed before it writes that of the pid, in tables
// that outlive it. The next registry monitors only pids that have rows, so that it misses the death of this one.
//
// Class: atomicity violation (two writes). Depth 2.
// Smallest failing interleaving: the registry inserts db → worker · KILL reaches it · the next one watches nobody · worker ends.
// It takes 1 deviation from the default schedule and 6 context switches.
// Must be found by: every strategy.
// The fixed version writes the row of the pid first: every key that can be found belongs to a monitored actor.

import { join, kill, monitor, receive, scenario, spawn } from "heddle";
import type { Pid, Scenario } from "heddle";
import { table } from "heddle/memory";

import { ClaimJournal } from "../support/claim-journal.ts";
import { Crew, rowsByKey } from "./plain-reki.ts";
import { LAZY, quiescence, shutDown } from "../support/quiescence.ts";

type First = "the row of the key" | "the row of the pid";

async function program(first: First): Promise<void> {
  const journal = new ClaimJournal();
  const crew = new Crew(journal);
  const rows = rowsByKey();
  const keys = table<Pid, string>("keys");

  /** Monitors the actors in the tables, starts requested ones, and cleans up. */
  async function registry(wanted: readonly string[]): Promise<void> {
    for (const [pid] of await keys.entries()) await monitor(pid);
    for (const key of wanted) {
      const pid = await crew.starting(key)();
      if (first === "the row of the pid") await keys.insert(pid, key);
      await rows.insert(key, pid);
      if (first === "the row of the key") await keys.insert(pid, key);
      await monitor(pid);
    }
    for (;;) {
      const { pid } = await receive({ kind: "down" });
      const key = await keys.take(pid);
      if (key !== undefined) await rows.deleteExact(key, pid);
    }
  }

  const one = await spawn("registry", () => registry(["db"]));
  await kill(one);
  await join(one);
  const two = await spawn("registry", () => registry([]));
  for (const pid of crew.pids) {
    await kill(pid);
    await join(pid);
    journal.dead(pid);
  }
  await quiescence();
  journal.expectNoGhosts(await rows.entries());
  await shutDown(two);
}

export const killedBetweenRows: Scenario = scenario({
  name: "k15-killed-between-rows",
  summary: "a registry that is killed between two writes leaves a row of nobody's",
  expected: "violated",
  program: () => program("the row of the key"),
  options: LAZY,
});

export const killedBetweenRowsFixed: Scenario = scenario({
  name: "k15-killed-between-rows-fixed",
  summary: "the row by which the cleanup goes is written first",
  expected: "passed",
  program: () => program("the row of the pid"),
  options: LAZY,
});
