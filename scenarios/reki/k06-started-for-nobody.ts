// K6, an orphaned start: a start takes longer than its caller waits. The caller has timed out when the actor is running; it stays
// registered, although no caller uses or stops it.
//
// Class: order violation. Depth 1.
// Smallest failing interleaving: caller's timeout · the registry starts the worker.
// It takes 1 deviation from the default schedule and 9 context switches.
// Must be found by: every strategy.
// The fixed version asks again: the registry returns the actor of the first request.

import { join, receive, scenario, self, send, sleep, spawn } from "heddle";
import type { Pid, Scenario } from "heddle";

import { ClaimJournal } from "../support/claim-journal.ts";
import { Crew, endRegistry, rowsByKey, startRegistry } from "./plain-reki.ts";
import { LAZY, quiescence } from "../support/quiescence.ts";

type Patience = "asks again" | "gives up";

async function program(patience: Patience): Promise<void> {
  const journal = new ClaimJournal();
  const crew = new Crew(journal);
  const registry = await startRegistry({ rows: rowsByKey() });
  const start = crew.starting("db");
  const slow = async (): Promise<Pid> => {
    await sleep(5_000);
    return start();
  };

  const caller = await spawn("caller", async () => {
    journal.asks("db");
    for (let timeout = 5_000; ; timeout = Number.POSITIVE_INFINITY) {
      await send(registry, { kind: "request", from: self(), request: { key: "db", start: slow } });
      const found = await receive<{ kind: "answer"; answer: Pid }>({ kind: "answer" }, { timeout });
      if (found !== undefined) {
        journal.given("db", found.answer);
        return;
      }
      if (patience === "gives up") return;
    }
  });
  await join(caller);
  await sleep(6_000);
  await quiescence();
  journal.expectAllGiven();
  await endRegistry(registry, crew.pids);
}

export const startedForNobody: Scenario = scenario({
  name: "k6-started-for-nobody",
  summary: "an actor is started and registered after its caller has given up",
  expected: "violated",
  program: () => program("gives up"),
  options: LAZY,
});

export const startedForNobodyFixed: Scenario = scenario({
  name: "k6-started-for-nobody-fixed",
  summary: "a caller that has waited too long asks again",
  expected: "passed",
  program: () => program("asks again"),
  options: LAZY,
});
