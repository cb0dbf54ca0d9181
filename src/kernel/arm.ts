// Calling an operation: it is registered with the task that calls it and becomes a native promise.

import type { Actor } from "./actor.ts";
import { claimTask } from "./attribution.ts";
import type { AnyObject, Operation } from "./operation.ts";
import type { SharedObject } from "./shared-object.ts";
import type { Task } from "./task.ts";

/**
 * Registers an operation of the calling task.
 * @returns its result once it has been performed
 * @throws UsageError (`outside-execution`)
 */
export function operate<State, Argument, Result>(
  operation: Operation<State, Argument, Result>,
  object: SharedObject<State> | undefined,
  argument: Argument,
): Promise<Result> {
  const task = claimTask();
  return task === undefined ? never() : operateAs(task, operation, object, argument);
}

/** Registers an operation of a task that has none pending. */
export function operateAs<State, Argument, Result>(
  task: Task,
  operation: Operation<State, Argument, Result>,
  object: AnyObject | undefined,
  argument: Argument,
): Promise<Result> {
  const { execution }: Actor = task.actor;
  if (execution.isTraced) task.site = new Error("call site");
  execution.arm(task, operation, object, argument);
  return new Promise<unknown>(task.executor) as Promise<Result>;
}

/** What a dead actor's operations give. */
export function never(): Promise<never> {
  return new Promise(() => undefined);
}
