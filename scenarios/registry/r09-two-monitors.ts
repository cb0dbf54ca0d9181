// R9, two monitors on one pid: a worker owns a key and also subscribes to events. The registry identifies a DOWN by the pid
// alone, and cleans up the subscription only.
//
// Class: order violation. Depth 2.
// Smallest failing interleaving: the registry handles worker's register · it handles the subscription of worker ·
//   worker ends · the first DOWN, the registration's, is taken for the subscription's · the second is taken for nobody's.
// It takes 1 deviation from the default schedule and 17 context switches.
// Must be found by: every strategy.
// The fixed version identifies a DOWN by the monitor's reference.

import { join, monitor, scenario, spawn } from "heddle";
import type { MonitorRef, Pid, Scenario } from "heddle";

import { ClaimJournal } from "../support/claim-journal.ts";
import { LAZY, quiescence, shutDown } from "../support/quiescence.ts";
import { call, startServer } from "../support/server.ts";

type Dispatch = "by pid" | "by reference";
type Role = "owner" | "subscriber";

type Request =
  | { readonly kind: "entries" }
  | { readonly kind: "register"; readonly key: string }
  | { readonly kind: "subscribe"; readonly pid: Pid };

function startRegistry(dispatch: Dispatch): Promise<Pid> {
  return startServer<Request>("registry", () => {
    const owners = new Map<string, Pid>();
    const subscribers = new Set<Pid>();
    const roles = new Map<MonitorRef | Pid, Role>();

    function watch(pid: Pid, ref: MonitorRef, role: Role): void {
      roles.set(dispatch === "by pid" ? pid : ref, role);
    }

    return {
      async answer(request, from): Promise<unknown> {
        switch (request.kind) {
          case "entries":
            return [...owners];
          case "register":
            if (owners.has(request.key)) return false;
            owners.set(request.key, from);
            watch(from, await monitor(from), "owner");
            return true;
          case "subscribe":
            subscribers.add(request.pid);
            watch(request.pid, await monitor(request.pid), "subscriber");
            return true;
          default:
            return request satisfies never;
        }
      },
      down({ pid, ref }): void {
        const id = dispatch === "by pid" ? pid : ref;
        const role = roles.get(id);
        roles.delete(id);
        if (role === "subscriber") subscribers.delete(pid);
        else if (role === "owner") for (const [key, owner] of owners) if (owner === pid) owners.delete(key);
      },
    };
  });
}

async function program(dispatch: Dispatch): Promise<void> {
  const journal = new ClaimJournal();
  const registry = await startRegistry(dispatch);
  const worker = await spawn("worker", () => call(registry, { kind: "register", key: "db" }));
  await call(registry, { kind: "subscribe", pid: worker });
  await join(worker);
  journal.dead(worker);
  await quiescence();
  journal.expectNoGhosts(await call<[string, Pid][]>(registry, { kind: "entries" }));
  await shutDown(registry);
}

export const twoMonitors: Scenario = scenario({
  name: "r9-two-monitors",
  summary: "the DOWN of one monitor is handled as if it were the other's",
  expected: "violated",
  program: () => program("by pid"),
  options: LAZY,
});

export const twoMonitorsFixed: Scenario = scenario({
  name: "r9-two-monitors-fixed",
  summary: "a DOWN is told from others by its monitor's reference",
  expected: "passed",
  program: () => program("by reference"),
  options: LAZY,
});
