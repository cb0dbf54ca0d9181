// K14, a registry without a supervisor: the registry and its factory are linked only to their starter. When the registry dies,
// the starter exits, then the factory and then its actors, each on receipt of the exit signal. A registry that is started before
// that knows none of them.
//
// Class: order violation. Depth 1.
// Smallest failing interleaving: the registry is killed · main has a second one started, and db under it · only then does the
//   worker of the first hear of an EXIT.
// It takes 0 deviations from the default schedule and 12 context switches.
// Must be found by: every strategy.
// The fixed version waits, as a supervisor of both does, until the factory and its actors have exited.

import { isAlive, join, kill, receive, scenario, self, send, spawn, spawnLink } from "heddle";
import type { Pid, Scenario } from "heddle";

import { ClaimJournal } from "../support/claim-journal.ts";
import { shutDown } from "../support/quiescence.ts";

type Successor = "is started at once" | "waits for the actors";

interface Started {
  readonly kind: "started";
  readonly registry: Pid;
  readonly worker: Pid;
}

async function program(successor: Successor): Promise<void> {
  const journal = new ClaimJournal();
  const main = self();

  async function serve(predecessor: Pid | undefined): Promise<void> {
    if (predecessor !== undefined && !(await isAlive(predecessor))) journal.dead(predecessor);
    journal.serves("db");
    await receive({ kind: "work" });
  }

  /** Starts a registry and an actor under its factory, both linked to a starter. */
  async function start(predecessor?: Pid): Promise<Started> {
    await spawn("starter", async () => {
      const worker = await spawnLink("worker", () => serve(predecessor));
      const registry = await spawnLink("registry", () => receive({ kind: "request" }));
      await send(main, { kind: "started", registry, worker } satisfies Started);
      await receive({ kind: "end" });
    });
    return receive<Started>({ kind: "started" });
  }

  const first = await start();
  await kill(first.registry);
  if (successor === "waits for the actors") await join(first.worker);
  const second = await start(first.worker);
  await shutDown(second.registry);
}

export const unsupervised: Scenario = scenario({
  name: "k14-unsupervised",
  summary: "a registry is started anew while the actors of the one before still live",
  expected: "violated",
  program: () => program("is started at once"),
});

export const unsupervisedFixed: Scenario = scenario({
  name: "k14-unsupervised-fixed",
  summary: "the next registry is started when the actors of the one before have ended",
  expected: "passed",
  program: () => program("waits for the actors"),
});
