// K1, the duplicate after a restart: an actor crashes; the factory supervisor restarts it, and the registry, which is not
// notified of that, has removed it and starts another one on the next request.
//
// Class: order violation of design (two that answer for one key). Depth 1.
// Smallest failing interleaving: worker is killed · DOWN(worker) reaches the factory, which restarts it · the caller finds a
//   dead worker · the registry has another one started.
// It takes 0 deviations from the default schedule and 22 context switches.
// Must be found by: every strategy.
// The fixed version starts temporary actors: an actor that crashes is started again only on the next request.

import { isAlive, kill, receive, scenario, spawn } from "heddle";
import type { Pid, Scenario } from "heddle";

import { ClaimJournal } from "../support/claim-journal.ts";
import { startFactory } from "./plain-reki.ts";
import type { Restart } from "./plain-reki.ts";
import { LAZY, quiescence, shutDown } from "../support/quiescence.ts";
import { call } from "../support/server.ts";

/** The main actor is the registry and its caller. */
async function program(restart: Restart): Promise<void> {
  const journal = new ClaimJournal();
  const workers: Pid[] = [];
  const factory = await startFactory(restart);
  let known: Pid | undefined;

  async function start(): Promise<Pid> {
    const before = [...workers];
    const worker = await spawn("worker", async () => {
      for (const other of before) if (!(await isAlive(other))) journal.dead(other);
      journal.serves("db");
      await receive({ kind: "work" });
    });
    workers.push(worker);
    return worker;
  }

  async function lookupOrStart(): Promise<Pid> {
    if (known === undefined || !(await isAlive(known))) known = await call<Pid>(factory, start);
    return known;
  }

  await kill(await lookupOrStart());
  await lookupOrStart();
  await quiescence();
  await shutDown(factory, ...workers);
}

export const restartTwin: Scenario = scenario({
  name: "k1-restart-twin",
  summary: "an actor that was restarted and one that was started anew serve the same key",
  expected: "violated",
  program: () => program("transient"),
  options: LAZY,
});

export const restartTwinFixed: Scenario = scenario({
  name: "k1-restart-twin-fixed",
  summary: "actors are temporary: only the registry starts them",
  expected: "passed",
  program: () => program("temporary"),
  options: LAZY,
});
