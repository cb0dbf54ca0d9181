// Exempting actors from faults: the infrastructure of a program, as opposed to the code under test.

import type { Actor } from "./actor.ts";
import { actingActor } from "../operations/attribution.ts";
import { isFault } from "../operations/task.ts";

/**
 * Exempts the calling actor from kills from now on. An actor that calls it before its first operation, hence in the
 * step that spawns it, or in a server's `init`, is never killed by a fault.
 * @throws UsageError (`outside-execution`, `operation-in-rule`)
 */
export function spareFromFaults(): void {
  spare(actingActor());
}

/** Exempts an actor from kills from now on. */
export function spare(actor: Actor): void {
  actor.isProtected = true;
  const { execution, life } = actor;
  if (execution.running === undefined || execution.settings.faults.kill === 0) return;
  execution.causality?.onSafe(actor.key);
  for (const task of actor.allTasks()) if (isFault(task) && task.object === life) execution.withdraw(task);
}
