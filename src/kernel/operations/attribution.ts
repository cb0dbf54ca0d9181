// Whose code runs. While every task waits for an operation, whatever a step registers belongs to the task that it
// resumed, and nothing needs asking. A task that waits for a promise of another making (a mutex from npm) is
// resumed in the middle of somebody else's step. From the first sight of what might be one in a program of
// several actors, the exploration carries the actor through every await by way of an `Attribution`.

import type { Actor } from "../actors/actor.ts";
import { UncontrolledNondeterminism } from "../../errors.ts";
import { requireTask } from "./current.ts";
import type { Task } from "./task.ts";

/** A value that follows the flow of async code, as Node's `AsyncLocalStorage` does. */
export interface Attribution {
  run<T>(actor: Actor, code: () => T): T;
  actor(): Actor | undefined;
}

/**
 * The task to which the operation that is being called belongs; `undefined` when its actor is dead and the
 * operation must never come to pass.
 * @throws UsageError (`outside-execution`)
 */
export function claimTask(): Task | undefined {
  const current = requireTask();
  if (!current.isArmed && current.actor.execution.attribution === undefined) return current;
  return claimFurther(current);
}

/** The actor that acts now. @throws UsageError (`outside-execution`) */
export function actingActor(): Actor {
  const { actor } = requireTask();
  return actor.execution.attribution?.actor() ?? actor;
}

function claimFurther(current: Task): Task | undefined {
  const { execution } = current.actor;
  const actor = execution.attribution?.actor() ?? current.actor;
  if (actor.status === "dead" || actor.execution !== execution) return undefined;
  if (actor === current.actor && !current.isArmed) return current;
  execution.requireAttribution();
  const task = freeTask(actor);
  // Whatever the running step has settled let it go on.
  execution.addCause(task, current);
  return task;
}

/** A task of the actor without a pending operation, the first one if it is free. */
export function freeTask(actor: Actor): Task {
  if (isParked(actor.task)) return actor.task;
  return actor.extraTasks?.find(isParked) ?? actor.fork();
}

/** Whether a task's code waits for a promise that is no operation's, or has ended. */
function isParked(task: Task): boolean {
  return !task.isArmed && task.operation.kind !== "timer";
}

/** Something that heddle does not control went on with an actor's code. */
export function resumedOutside({ pid }: Actor): UncontrolledNondeterminism {
  return new UncontrolledNondeterminism(
    `The code of ${pid.path} was resumed from outside the execution: it awaited real input or output, a real timer ` +
      "or another promise that heddle does not control. Replace it by an operation, or by a stand-in that answers " +
      "from memory.",
    { code: "resumed-outside" },
  );
}
