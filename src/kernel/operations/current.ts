// The current task: the only module-level state of the library. The kernel sets the current task for the duration of a
// step, and the current rule evaluation, between two steps, for the duration of a predicate.

import { UsageError } from "../../errors.ts";
import type { RuleEvaluation } from "../rules/inspect.ts";
import type { Task } from "./task.ts";

let current: Task | undefined;
let evaluation: RuleEvaluation | undefined;

/** The task whose code runs; `undefined` between steps and outside every execution. */
export function currentTask(): Task | undefined {
  return current;
}

/** Called only by the kernel. */
export function setCurrentTask(task: Task | undefined): void {
  current = task;
}

/** The rule evaluation whose predicate runs. */
export function currentEvaluation(): RuleEvaluation | undefined {
  return evaluation;
}

/** Called only by the kernel. */
export function setCurrentEvaluation(next: RuleEvaluation | undefined): void {
  evaluation = next;
}

/** @throws UsageError (`outside-execution`, `operation-in-rule`) */
export function requireTask(): Task {
  if (current !== undefined) return current;
  throw evaluation === undefined ? outsideExecution() : operationInRule();
}

function outsideExecution(): UsageError {
  return new UsageError(
    "A primitive of heddle was called outside an execution. Call it from the program that explore() or replay() " +
      "runs, or from an actor that the program spawned; create cells, tables and servers inside it, too.",
    { code: "outside-execution" },
  );
}

function operationInRule(): UsageError {
  return new UsageError(
    "A primitive of heddle was called in the predicate of a rule, which is evaluated between two steps and cannot take " +
      "one. Read cells, tables and actors with peek from heddle/check.",
    { code: "operation-in-rule" },
  );
}
