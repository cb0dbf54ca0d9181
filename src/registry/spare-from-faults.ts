// Faults strike the program under test, not what it stands on: the servers of this floor are spared.

import { actingActor } from "../kernel/index.ts";

/** From now on no fault strikes the calling actor. */
export function spareFromFaults(): void {
  const actor = actingActor();
  actor.isProtected = true;
  actor.execution.reconsider(actor.life);
}
