// R5, look up or start: two callers look up a worker, find none and start one each. The registry accepts only one of the two, but
// the other has already begun to serve and ignores the refusal.
//
// Class: atomicity violation (check, then act). Depth 2.
// Smallest failing interleaving: alice looks up, none · bob looks up, none · alice's worker registers and serves ·
//   bob's worker is refused and serves all the same.
// It takes 2 deviations from the default schedule and 4 context switches.
// Must be found by: every strategy.
// The fixed version lets registration decide: a worker that is refused stops, and its caller looks up again.

import { isAlive, join, receive, scenario, self, send, spawn } from "heddle";
import type { Pid, Scenario } from "heddle";
import { table } from "heddle/memory";

import { ClaimJournal } from "../support/claim-journal.ts";
import { shutDown } from "../support/quiescence.ts";

type Arbiter = "nobody" | "registration";

async function program(arbiter: Arbiter): Promise<void> {
  const journal = new ClaimJournal();
  const owners = table<string, Pid>("owners");
  const answers = new Set<Pid>();

  async function worker(starter: Pid): Promise<void> {
    const isRegistered = await owners.insertNew("db", self());
    if (!isRegistered && arbiter === "registration") {
      await send(starter, { kind: "refused" });
      return;
    }
    journal.serves("db");
    await send(starter, { kind: "started" });
    await receive({ kind: "work" });
  }

  async function lookupOrStart(): Promise<Pid> {
    for (;;) {
      const found = await owners.get("db");
      if (found !== undefined) {
        if (await isAlive(found)) return found;
        await owners.deleteExact("db", found);
      }
      const starter = self();
      const started = await spawn("worker", () => worker(starter));
      const { kind } = await receive<{ readonly kind: "refused" | "started" }>();
      if (kind === "started") return started;
    }
  }

  async function caller(): Promise<void> {
    answers.add(await lookupOrStart());
  }

  const alice = await spawn("alice", caller);
  const bob = await spawn("bob", caller);
  await join(alice);
  await join(bob);
  await shutDown(...answers);
}

export const registeredLookupOrStart: Scenario = scenario({
  name: "r5-lookup-or-start",
  summary: "two callers start a worker each, and the one that is refused the name serves too",
  expected: "violated",
  program: () => program("nobody"),
});

export const registeredLookupOrStartFixed: Scenario = scenario({
  name: "r5-lookup-or-start-fixed",
  summary: "the worker that is refused the name stops, and its caller looks up again",
  expected: "passed",
  program: () => program("registration"),
});
