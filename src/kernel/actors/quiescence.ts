// Waiting until a program has come to rest, to judge what is left, or to go on from there.

import { Access, QUIESCENCE_KIND } from "../../trace/index.ts";
import { never, operateAs } from "../operations/operate.ts";
import { claimTask } from "../operations/attribution.ts";
import { hashCause } from "../operations/class-hash.ts";
import { Operation } from "../operations/operation.ts";

/**
 * Waits until nothing else can go on: no other actor, no signal under way, no timer. Faults may still strike then. Of
 * several that wait, one goes on, and the others wait for the next rest. A program with an interval never comes to rest.
 */
export function quiescence(): Promise<void> {
  const task = claimTask();
  if (task === undefined) return never();
  const promise = operateAs(task, QUIESCENCE, undefined, undefined);
  if (task.operation !== QUIESCENCE) return promise;
  const { ready, timers } = task.actor.execution;
  ready.remove(task);
  timers.awaitRest(task);
  return promise;
}

const QUIESCENCE = new Operation<unknown, undefined, void>({
  kind: QUIESCENCE_KIND,
  access: Access.none,
  perform(_state, _argument, task) {
    const { execution } = task.actor;
    execution.timers.leaveRest(task);
    // All that happened is in its past.
    hashCause(task, execution.classA, execution.classB);
  },
});
