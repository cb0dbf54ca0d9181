// K5, a caller during downtime: the registry has been killed and is about to be restarted. A caller then finds in its call that
// the registry is down, and crashes.
//
// Class: order violation. Depth 2.
// Smallest failing interleaving: KILL reaches the registry · caller monitors and calls it · DOWN(registry) reaches caller.
// It takes 0 deviations from the default schedule and 7 context switches.
// Must be found by: every strategy.
// The fixed version asks the next registry.

import assert from "node:assert/strict";

import { join, kill, monitor, P, Pid, receive, scenario, self, send, spawn } from "heddle";
import type { Scenario } from "heddle";
import { cell } from "heddle/memory";

import { ClaimJournal } from "../support/claim-journal.ts";
import { Crew, endRegistry, rowsByKey, startRegistry } from "./plain-reki.ts";
import type { Wanted } from "./plain-reki.ts";

type Downtime = "is a crash" | "is waited for";

/** The main actor is the supervisor. */
async function program(downtime: Downtime): Promise<void> {
  const journal = new ClaimJournal();
  const crew = new Crew(journal);
  const traits = { rows: rowsByKey() };
  const first = await startRegistry(traits);
  const registered = cell<Pid>(first, "reki");

  /** The reply of the registered actor; `undefined` if it exits first. */
  async function ask(wanted: Wanted): Promise<Pid | undefined> {
    const registry = await registered.read();
    const ref = await monitor(registry);
    await send(registry, { kind: "request", from: self(), request: wanted });
    const message = await receive(
      P.union({ kind: "answer" as const, answer: P.instanceOf(Pid) }, { kind: "down" as const, ref }),
    );
    return message.kind === "answer" ? message.answer : undefined;
  }

  const caller = await spawn("caller", async () => {
    const wanted = { key: "db", start: crew.starting("db") };
    let given = await ask(wanted);
    assert.ok(
      given !== undefined || downtime === "is waited for",
      "KI6: the caller crashes, since there is no registry",
    );
    while (given === undefined) {
      await receive({ kind: "restarted" });
      given = await ask(wanted);
    }
  });
  await kill(first);
  await join(first);
  // One-for-all: no actor of the first registry is left.
  for (const pid of crew.pids) {
    await kill(pid);
    await join(pid);
    journal.dead(pid);
  }
  const second = await startRegistry(traits);
  await registered.write(second);
  await send(caller, { kind: "restarted" });
  await join(caller);
  await endRegistry(second, crew.pids);
}

export const callerPanics: Scenario = scenario({
  name: "k5-caller-panics",
  summary: "a caller crashes with the registry that it calls",
  expected: "violated",
  program: () => program("is a crash"),
});

export const callerPanicsFixed: Scenario = scenario({
  name: "k5-caller-panics-fixed",
  summary: "a caller asks the registry that comes next",
  expected: "passed",
  program: () => program("is waited for"),
});
