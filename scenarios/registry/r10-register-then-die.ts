// R10, register, then die before the monitor: a worker is killed while its request is in flight; the registry writes the row,
// monitors a dead actor, receives DOWN(noproc) and assumes that there is nothing to clean up.
//
// Class: order violation under a crash. Depth 2.
// Smallest failing interleaving: worker sends register · the kill reaches the worker · the registry writes db → worker
//   and monitors it · DOWN(worker, noproc) reaches the registry, which ignores it.
// It takes 1 deviation from the default schedule and 13 context switches.
// Must be found by: every strategy.
// The fixed version cleans up forevery reason of the DOWN.

import { join, kill, monitor, scenario, spawn } from "heddle";
import type { Pid, Scenario } from "heddle";

import { ClaimJournal } from "../support/claim-journal.ts";
import { LAZY, quiescence, shutDown } from "../support/quiescence.ts";
import { call, startServer } from "../support/server.ts";

type Noproc = "cleaned up" | "ignored";
type Request = { readonly kind: "entries" } | { readonly kind: "register"; readonly key: string };

function startRegistry(noproc: Noproc): Promise<Pid> {
  return startServer<Request>("registry", () => {
    const owners = new Map<string, Pid>();
    return {
      async answer(request, from): Promise<unknown> {
        if (request.kind === "entries") return [...owners];
        if (owners.has(request.key)) return false;
        owners.set(request.key, from);
        await monitor(from);
        return true;
      },
      down({ pid, reason }): void {
        if (reason === "noproc" && noproc === "ignored") return;
        for (const [key, owner] of owners) if (owner === pid) owners.delete(key);
      },
    };
  });
}

async function program(noproc: Noproc): Promise<void> {
  const journal = new ClaimJournal();
  const registry = await startRegistry(noproc);
  const worker = await spawn("worker", () => call(registry, { kind: "register", key: "db" }));
  await kill(worker);
  await join(worker);
  journal.dead(worker);
  await quiescence();
  journal.expectNoGhosts(await call<[string, Pid][]>(registry, { kind: "entries" }));
  await shutDown(registry);
}

export const registerThenDie: Scenario = scenario({
  name: "r10-register-then-die",
  summary: "a worker dies with its register under way and stays registered",
  expected: "violated",
  program: () => program("ignored"),
  options: LAZY,
});

export const registerThenDieFixed: Scenario = scenario({
  name: "r10-register-then-die-fixed",
  summary: "DOWN(noproc) is cleaned up after like any other",
  expected: "passed",
  program: () => program("cleaned up"),
  options: LAZY,
});
