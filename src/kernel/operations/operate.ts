// Calling an operation: it is registered with the calling task and returns a native promise.

import type { Actor } from "../actors/actor.ts";
import { claimTask } from "./attribution.ts";
import { REFUSED } from "./cancelled.ts";
import { currentTask, requireTask, setCurrentTask } from "./current.ts";
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
  if (execution.interceptsCalls) return intercepted(task, operation, object, argument);
  execution.arm(task, operation, object, argument);
  return promiseOf(task) as Promise<Result>;
}

/** The same, where calling takes more: kept apart, so that the rest is small enough to be inlined. */
function intercepted<State, Argument, Result>(
  task: Task,
  operation: Operation<State, Argument, Result>,
  object: AnyObject | undefined,
  argument: Argument,
): Promise<Result> {
  const { cancellation, execution }: Actor = task.actor;
  if (execution.unwinding !== undefined) return execution.unwinding.refuse(task, operation.kind);
  if (execution.isTraced) task.site = callSite();
  if (cancellation?.isDue === true && !operation.isRelease) execution.arm(task, REFUSED, undefined, operation.kind);
  else execution.arm(task, operation, object, argument);
  const promise = (execution.reactions?.promiseOf(task, binder(task)) ?? promiseOf(task)) as Promise<Result>;
  execution.operations?.add(promise);
  return promise;
}

/** Enough for the frames of heddle below the program's own: how many there are depends on how microtasks are drained. */
const FRAMES = 50;

/** Where the program calls what is traced. */
export function callSite(): Error {
  const limit = Error.stackTraceLimit;
  Error.stackTraceLimit = FRAMES;
  try {
    return new Error("call site");
  } finally {
    Error.stackTraceLimit = limit;
  }
}

/** Captured once: loading a global costs a look-up, and this code runs for every operation. */
const NativePromise = Promise;

/** A promise that the kernel settles through the task. */
function promiseOf(task: Task): Promise<unknown> {
  const current = currentTask();
  if (current === task) return new NativePromise(bind);
  setCurrentTask(task);
  const promise = new NativePromise(bind);
  setCurrentTask(current);
  return promise;
}

function binder(task: Task): (resolve: (value: unknown) => void) => void {
  return (resolve) => {
    task.resume = resolve;
  };
}

/** One executor for all promises: a closure per promise would cost as much as the promise. */
function bind(resolve: (value: unknown) => void): void {
  requireTask().resume = resolve;
}

/** The result of a dead actor's operations. */
export function never(): Promise<never> {
  return new Promise(() => undefined);
}
