// How a scenario with supervisors ends.

import { cancel, join } from "heddle";
import type { Pid } from "heddle";

/** Cancels supervisors and actors, and waits until they and all below them have ended. */
export async function closeDown(...pids: readonly Pid[]): Promise<void> {
  for (const pid of pids) await cancel(pid);
  for (const pid of pids) await join(pid);
}
