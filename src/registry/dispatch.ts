// Deliveries of a dispatch side by side.

import { join, spawn } from "../kernel/index.ts";
import type { Pid } from "../trace/index.ts";

/** Runs each delivery in an actor of its own and waits for all; the first failure comes back. */
export async function inParallel(deliveries: readonly (() => Promise<void>)[]): Promise<void> {
  const failures: unknown[] = [];
  const pids: Pid[] = [];
  for (const delivery of deliveries) {
    // The failure is the caller's: it is no crash, and nobody is linked to hear of an end.
    const run = (): Promise<void> => delivery().catch((error: unknown) => void failures.push(error));
    pids.push(await spawn("dispatch", run));
  }
  for (const pid of pids) await join(pid);
  if (failures.length > 0) throw failures[0];
}
