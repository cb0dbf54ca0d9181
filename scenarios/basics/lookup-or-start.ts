// Look up or start: two callers look for a worker, find none and start one each.
//
// Class: atomicity violation (check, then act). Depth 2.
// Smallest failing interleaving: alice reads "none" · bob reads "none" · alice starts a worker · bob starts a worker.
// It takes 1 deviation from the default schedule and 2 context switches.
// Must be found by: every strategy.
// The fixed version looks up and starts under a lock.

import assert from "node:assert/strict";

import { join, receive, scenario, spawn } from "heddle";
import type { Pid, Scenario } from "heddle";
import { cell, mutex } from "heddle/memory";

import { ClaimJournal } from "../support/claim-journal.ts";
import { shutDown } from "../support/quiescence.ts";

type Guard = "a lock" | "nothing";

async function program(guard: Guard): Promise<void> {
  const journal = new ClaimJournal();
  const known = cell<Pid | undefined>(undefined, "worker");
  const lock = mutex("lock");
  const answers: Pid[] = [];

  async function lookupOrStart(): Promise<Pid> {
    const found = await known.read();
    if (found !== undefined) return found;
    const worker = await spawn("worker", async () => {
      journal.serves("db");
      await receive({ kind: "work" });
    });
    await known.write(worker);
    return worker;
  }

  async function caller(): Promise<void> {
    answers.push(guard === "nothing" ? await lookupOrStart() : await lock.run(lookupOrStart));
  }

  const alice = await spawn("alice", caller);
  const bob = await spawn("bob", caller);
  await join(alice);
  await join(bob);
  assert.equal(new Set(answers).size, 1, "both callers have the same worker");
  await shutDown(...answers);
}

export const lookupOrStart: Scenario = scenario({
  name: "lookup-or-start",
  summary: "two callers find no worker and both start one",
  expected: "violated",
  program: () => program("nothing"),
});

export const lookupOrStartFixed: Scenario = scenario({
  name: "lookup-or-start-fixed",
  summary: "looking up and starting is one critical section",
  expected: "passed",
  program: () => program("a lock"),
});
