// R8, the monitor is lost on a partial unregister: a worker holds two keys and unregisters one; the registry drops its only
// monitor of the worker, and is never notified of the worker's death.
//
// Class: order violation under a crash. Depth 1.
// Smallest failing interleaving: worker registers db and web · worker sends its unregister of web · the kill reaches
//   worker · the registry handles the unregister and drops the monitor, so that the DOWN behind it counts for nothing.
// It takes 0 deviations from the default schedule and 21 context switches.
// Must be found by: every strategy.
// The fixed version drops the monitor with the last key.

import { demonitor, join, kill, monitor, receive, scenario, self, send, spawn } from "heddle";
import type { MonitorRef, Pid, Scenario } from "heddle";

import { ClaimJournal } from "../support/claim-journal.ts";
import { LAZY, quiescence, shutDown } from "../support/quiescence.ts";
import { call, startServer } from "../support/server.ts";

type Drop = "with any key" | "with the last key";

interface Request {
  readonly kind: "entries" | "register" | "unregister";
  readonly key?: string;
}

function startRegistry(drop: Drop): Promise<Pid> {
  return startServer<Request>("registry", () => {
    const owners = new Map<string, Pid>();
    const monitors = new Map<Pid, MonitorRef>();

    async function register(key: string, from: Pid): Promise<boolean> {
      if (owners.has(key)) return false;
      if (!monitors.has(from)) monitors.set(from, await monitor(from));
      owners.set(key, from);
      return true;
    }

    async function unregister(key: string, from: Pid): Promise<boolean> {
      if (owners.get(key) !== from) return false;
      owners.delete(key);
      const ref = monitors.get(from);
      if (ref === undefined || (drop === "with the last key" && [...owners.values()].includes(from))) return true;
      monitors.delete(from);
      await demonitor(ref);
      return true;
    }

    return {
      answer({ kind, key = "" }, from): unknown {
        if (kind === "entries") return [...owners];
        return kind === "register" ? register(key, from) : unregister(key, from);
      },
      down({ pid }): void {
        monitors.delete(pid);
        for (const [key, owner] of owners) if (owner === pid) owners.delete(key);
      },
    };
  });
}

async function program(drop: Drop): Promise<void> {
  const journal = new ClaimJournal();
  const registry = await startRegistry(drop);
  const main = self();
  const worker = await spawn("worker", async () => {
    await call(registry, { kind: "register", key: "db" });
    await call(registry, { kind: "register", key: "web" });
    await send(main, { kind: "ready" });
    await call(registry, { kind: "unregister", key: "web" });
  });
  await receive({ kind: "ready" });
  await kill(worker);
  await join(worker);
  journal.dead(worker);
  await quiescence();
  journal.expectNoGhosts(await call<[string, Pid][]>(registry, { kind: "entries" }));
  await shutDown(registry);
}

export const monitorLost: Scenario = scenario({
  name: "r8-monitor-lost",
  summary: "giving one of two keys back drops the monitor that the other key needs",
  expected: "violated",
  program: () => program("with any key"),
  options: LAZY,
});

export const monitorLostFixed: Scenario = scenario({
  name: "r8-monitor-lost-fixed",
  summary: "the monitor goes with the last key",
  expected: "passed",
  program: () => program("with the last key"),
  options: LAZY,
});
