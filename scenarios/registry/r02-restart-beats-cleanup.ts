// R2, restart beats cleanup: the supervisor is notified of a worker's death before the registry is, and the successor is refused
// the name in favor of a dead actor.
//
// Class: order violation. Depth 1.
// Smallest failing interleaving: worker registers and ends · DOWN(worker) reaches the supervisor, which starts a
//   successor · the registry handles the successor's register · only then DOWN(worker) reaches the registry.
// It takes 1 deviation from the default schedule and 14 context switches.
// Must be found by: every strategy.
// The fixed version checks on a conflict whether the holder is alive, and takes over from a dead one.

import { isAlive, join, monitor, receive, scenario, spawn } from "heddle";
import type { MonitorRef, Pid, Scenario } from "heddle";

import { ClaimJournal } from "../support/claim-journal.ts";
import { shutDown } from "../support/quiescence.ts";
import { call, startServer } from "../support/server.ts";

type Clash = "refuse" | "test the holder";

interface Register {
  readonly key: string;
}

interface Row {
  readonly owner: Pid;
  readonly ref: MonitorRef;
}

type Answer = { readonly kind: "already registered"; readonly holder: Pid } | { readonly kind: "ok" };

function startRegistry(clash: Clash): Promise<Pid> {
  return startServer<Register>("registry", () => {
    const rows = new Map<string, Row>();
    return {
      async answer({ key }, from): Promise<Answer> {
        const holder = rows.get(key)?.owner;
        if (holder !== undefined && (clash === "refuse" || (await isAlive(holder)))) {
          return { kind: "already registered", holder };
        }
        rows.set(key, { owner: from, ref: await monitor(from) });
        return { kind: "ok" };
      },
      down({ ref }): void {
        for (const [key, row] of rows) if (row.ref === ref) rows.delete(key);
      },
    };
  });
}

/** The main actor is the supervisor. */
async function program(clash: Clash): Promise<void> {
  const journal = new ClaimJournal();
  const registry = await startRegistry(clash);

  async function worker(): Promise<void> {
    journal.asks("db");
    const answer = await call<Answer>(registry, { key: "db" });
    if (answer.kind === "ok") journal.granted("db");
    else journal.refused("db", answer.holder);
  }

  const first = await spawn("worker", worker);
  await monitor(first);
  await receive({ kind: "down", pid: first });
  journal.dead(first);
  await join(await spawn("worker", worker));
  await shutDown(registry);
}

export const restartBeatsCleanup: Scenario = scenario({
  name: "r2-restart-beats-cleanup",
  summary: "a restarted worker is refused its name in favour of its dead predecessor",
  expected: "violated",
  program: () => program("refuse"),
});

export const restartBeatsCleanupFixed: Scenario = scenario({
  name: "r2-restart-beats-cleanup-fixed",
  summary: "a dead holder is taken over from",
  expected: "passed",
  program: () => program("test the holder"),
});
