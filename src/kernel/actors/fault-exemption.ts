// Who is spared from faults: what a program stands on, as opposed to what it tests.

import type { Actor } from "./actor.ts";
import { actingActor } from "../operations/attribution.ts";

/**
 * From now on no fault kills the calling actor. Called before its first operation, in the step that spawns it, none ever does;
 * in a server's `init` the same.
 */
export function spareFromFaults(): void {
  spare(actingActor());
}

/** From now on no fault kills an actor. */
export function spare(actor: Actor): void {
  actor.isProtected = true;
  actor.execution.recheckWaiting(actor.life);
}
