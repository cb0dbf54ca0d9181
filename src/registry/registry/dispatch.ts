// Deliveries of a dispatch side by side.

import { CallFailed, join, spawn } from "../../kernel/index.ts";
import type { Pid } from "../../trace/index.ts";

/** Runs each delivery in an actor of its own and waits for all; the first failure comes back. */
export async function inParallel(deliveries: readonly (() => Promise<void>)[]): Promise<void> {
  const failures: unknown[] = [];
  const pids: Pid[] = [];
  for (const delivery of deliveries) {
    // The failure is the caller's: it is no crash, and nobody is linked to hear of an end.
    const run = (): Promise<void> => delivery().catch((error: unknown) => void failures.push(error));
    pids.push(await spawn("dispatch", run));
  }
  for (const pid of pids) {
    const reason = await join(pid);
    if (reason !== "normal") failures.push(new CallFailed(pid, reason));
  }
  if (failures.length > 0) throw failures[0];
}
