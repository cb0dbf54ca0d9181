// Stopping a scenario with supervisors.

import { cancel, join } from "heddle";
import type { Pid } from "heddle";

/** Cancels supervisors and actors, and waits until they and all their descendants have exited. */
export async function closeDown(...pids: readonly Pid[]): Promise<void> {
  for (const pid of pids) await cancel(pid);
  for (const pid of pids) await join(pid);
}
