// Exempting actors from faults: the infrastructure of a program, as opposed to the code under test.

import type { Actor } from "./actor.ts";
import { Access } from "../../trace/index.ts";
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
  const { running, settings } = execution;
  if (running === undefined || settings.faults.kill === 0) return;
  // Whether or not a kill is still armed: otherwise the order with the fault that withdrew it would matter.
  execution.recordAccess(running, life, Access.write);
  execution.causality?.onSafe(actor.key);
  for (const task of actor.allTasks()) if (isFault(task) && task.object === life) execution.withdraw(task);
}
