// R3, late cleanup kills the successor: a successor takes over the name from a dead holder, then the holder's DOWN arrives and
// the cleanup removes any row of the name.
//
// Class: order violation. Depth 1.
// Smallest failing interleaving: worker registers and ends · DOWN(worker) reaches the supervisor, which starts a
//   successor · the registry lets the successor take over · DOWN(worker) reaches the registry, which removes the key.
// It takes 1 deviation from the default schedule and 21 context switches.
// Must be found by: every strategy.
// The fixed version removes a row only if it still belongs to the dead actor.

import { isAlive, monitor, receive, scenario, spawn } from "heddle";
import type { Pid, Scenario } from "heddle";

import { ClaimJournal } from "../support/claim-journal.ts";
import { LAZY, quiescence, shutDown } from "../support/quiescence.ts";
import { call, startServer } from "../support/server.ts";

type Cleanup = "by key" | "by row";

interface Request {
  readonly kind: "lookup" | "register";
  readonly key: string;
}

function startRegistry(cleanup: Cleanup): Promise<Pid> {
  return startServer<Request>("registry", () => {
    const owners = new Map<string, Pid>();
    const keysOf = new Map<Pid, string[]>();
    return {
      async answer({ kind, key }, from): Promise<unknown> {
        const holder = owners.get(key);
        if (kind === "lookup") return holder === undefined ? [] : [holder];
        if (holder !== undefined && (await isAlive(holder))) return "already registered";
        await monitor(from);
        owners.set(key, from);
        keysOf.set(from, [...(keysOf.get(from) ?? []), key]);
        return "ok";
      },
      down({ pid }): void {
        for (const key of keysOf.get(pid) ?? []) {
          if (cleanup === "by key" || owners.get(key) === pid) owners.delete(key);
        }
        keysOf.delete(pid);
      },
    };
  });
}

/** The main actor is the supervisor. */
async function program(cleanup: Cleanup): Promise<void> {
  const journal = new ClaimJournal();
  const registry = await startRegistry(cleanup);

  async function worker(): Promise<void> {
    journal.asks("db");
    if ((await call(registry, { kind: "register", key: "db" })) === "ok") journal.granted("db");
  }

  const first = await spawn("worker", worker);
  await monitor(first);
  await receive({ kind: "down", pid: first });
  journal.dead(first);
  const second = await spawn("worker", async () => {
    await worker();
    await receive({ kind: "work" });
  });
  await quiescence();
  journal.expectFound("db", await call<readonly Pid[]>(registry, { kind: "lookup", key: "db" }));
  await shutDown(second, registry);
}

export const lateCleanupKillsSuccessor: Scenario = scenario({
  name: "r3-late-cleanup-kills-successor",
  summary: "the cleanup after a dead worker removes its successor's registration",
  expected: "violated",
  program: () => program("by key"),
  options: LAZY,
});

export const lateCleanupKillsSuccessorFixed: Scenario = scenario({
  name: "r3-late-cleanup-kills-successor-fixed",
  summary: "the cleanup removes only rows that are still the dead worker's",
  expected: "passed",
  program: () => program("by row"),
  options: LAZY,
});
