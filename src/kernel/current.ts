// The current task: the only module-level state of the library, set by the kernel for the length of a step.

import { UsageError } from "../errors.ts";
import type { Task } from "./task.ts";

let current: Task | undefined;

/** The task whose code runs, or `undefined` between steps and outside every execution. */
export function currentTask(): Task | undefined {
  return current;
}

/** The kernel alone calls this. */
export function setCurrentTask(task: Task | undefined): void {
  current = task;
}

/** @throws UsageError (`outside-execution`) */
export function requireTask(): Task {
  if (current !== undefined) return current;
  throw outsideExecution();
}

function outsideExecution(): UsageError {
  return new UsageError(
    "A primitive of heddle was called outside an execution. Call it from the program that explore() or replay() " +
      "runs, or from an actor that the program spawned; create cells, tables and servers in there too.",
    { code: "outside-execution" },
  );
}
