// Faults strike the program under test, not what it stands on: the servers of a group are spared.

import type { Actor } from "../kernel/index.ts";

/** From now on no fault strikes an actor. */
export function spareFromFaults(actor: Actor): void {
  actor.isProtected = true;
  actor.execution.reconsider(actor.life);
}
