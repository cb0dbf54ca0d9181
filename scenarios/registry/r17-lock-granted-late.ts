// R17, a lock is granted to a waiter that has timed out: it lives on and does something else; the lock becomes free, and the
// server grants it to that waiter, which will neither use nor release it.
//
// Class: order violation. Depth 2.
// Smallest failing interleaving: holder has the lock · waiter asks for it and its timeout fires · holder gives it back · the
//   server grants it to waiter · third waits forever.
// It takes 1 deviation from the default schedule and 17 context switches.
// Must be found by: every strategy.
// The fixed version notifies the server of the timeout, which dequeues the waiter or takes the lock back.

import { receive, scenario, self, send, spawn, join } from "heddle";
import type { Pid, Scenario } from "heddle";

import { shutDown } from "../support/quiescence.ts";

type GivingUp = "silently" | "with a word";

interface Message {
  readonly kind: "lock" | "unlock";
  readonly from: Pid;
}

/** One lock: the first in the queue holds it. Unlocking leaves the queue, at any position. */
async function serve(): Promise<void> {
  let queue: readonly Pid[] = [];
  for (;;) {
    const { from, kind } = await receive<Message>();
    const [holder] = queue;
    queue = kind === "lock" ? [...queue, from] : queue.filter((pid) => pid !== from);
    const [next] = queue;
    if (next !== undefined && next !== holder) await send(next, { kind: "granted" });
  }
}

async function program(givingUp: GivingUp): Promise<void> {
  const server = await spawn("server", serve);
  const main = self();

  /** Acquires and releases the lock. */
  async function user(): Promise<void> {
    await send(server, { kind: "lock", from: self() });
    await receive({ kind: "granted" });
    await send(main, { kind: "inside" });
    await send(server, { kind: "unlock", from: self() });
  }

  const holder = await spawn("holder", user);
  await receive({ kind: "inside" });
  const waiter = await spawn("waiter", async () => {
    await send(server, { kind: "lock", from: self() });
    const granted = await receive({ kind: "granted" }, { timeout: 5_000 });
    if (granted !== undefined || givingUp === "with a word") await send(server, { kind: "unlock", from: self() });
    await receive({ kind: "work" });
  });
  const third = await spawn("third", user);
  await join(holder);
  await join(third);
  await shutDown(waiter, server);
}

export const lockGrantedLate: Scenario = scenario({
  name: "r17-lock-granted-late",
  summary: "a lock goes to a waiter whose request has timed out, and nobody gets it again",
  expected: "violated",
  program: () => program("silently"),
});

export const lockGrantedLateFixed: Scenario = scenario({
  name: "r17-lock-granted-late-fixed",
  summary: "a waiter that gives up says so",
  expected: "passed",
  program: () => program("with a word"),
});
