// Waiting until a program is quiescent, to check its final state or to continue from there.

import { Access, QUIESCENCE_KIND } from "../../trace/index.ts";
import { never, operateAs } from "../operations/operate.ts";
import { claimTask } from "../operations/attribution.ts";
import { hashCause } from "../operations/class-hash.ts";
import { Operation } from "../operations/operation.ts";

/**
 * Waits until nothing else can happen: no other actor is enabled, no signal is in flight, no timer is pending. Faults
 * may still occur. Of several waiting actors, one continues, and the others wait for the next quiescence. A program
 * with an interval timer never becomes quiescent.
 * @throws UsageError (`outside-execution`, `operation-in-rule`)
 */
export function quiescence(): Promise<void> {
  const task = claimTask();
  if (task === undefined) return never();
  const promise = operateAs(task, QUIESCENCE, undefined, undefined);
  if (task.operation !== QUIESCENCE) return promise;
  const { ready, timers } = task.actor.execution;
  ready.remove(task);
  timers.awaitQuiescence(task);
  return promise;
}

const QUIESCENCE = new Operation<unknown, undefined, void>({
  kind: QUIESCENCE_KIND,
  access: Access.none,
  perform(_state, _argument, task) {
    const { execution } = task.actor;
    execution.timers.leaveQuiescence(task);
    // Everything that happened is in its past.
    hashCause(task, execution.classA, execution.classB);
  },
});
