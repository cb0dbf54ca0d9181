// Parallel deliveries of a dispatch.

import { CallFailed, join, spawn } from "../../kernel/index.ts";
import type { Pid } from "../../trace/index.ts";

/** Runs each delivery in its own actor and waits for all; rejects with the first failure. */
export async function inParallel(deliveries: readonly (() => Promise<void>)[]): Promise<void> {
  const failures: unknown[] = [];
  const pids: Pid[] = [];
  for (const delivery of deliveries) {
    // The failure belongs to the caller: it is no crash, and no actor is linked to this one.
    const run = (): Promise<void> => delivery().catch((error: unknown) => void failures.push(error));
    pids.push(await spawn("dispatch", run));
  }
  for (const pid of pids) {
    const reason = await join(pid);
    if (reason !== "normal") failures.push(new CallFailed(pid, reason));
  }
  if (failures.length > 0) throw failures[0];
}
