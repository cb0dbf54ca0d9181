// Who acts: the only module-level state of the library. The kernel sets the current task for the length of a step, and
// the current judge, between two steps, for the length of a predicate.

import { UsageError } from "../../errors.ts";
import type { RuleEvaluation } from "../rules/inspect.ts";
import type { Task } from "./task.ts";

let current: Task | undefined;
let judge: RuleEvaluation | undefined;

/** The task whose code runs, or `undefined` between steps and outside every execution. */
export function currentTask(): Task | undefined {
  return current;
}

/** The kernel alone calls this. */
export function setCurrentTask(task: Task | undefined): void {
  current = task;
}

/** Who judges a rule, while its predicate runs. */
export function currentJudge(): RuleEvaluation | undefined {
  return judge;
}

/** The kernel alone calls this. */
export function setCurrentJudge(next: RuleEvaluation | undefined): void {
  judge = next;
}

/** @throws UsageError (`outside-execution`, `operation-in-rule`) */
export function requireTask(): Task {
  if (current !== undefined) return current;
  throw judge === undefined ? outsideExecution() : operationInRule();
}

function outsideExecution(): UsageError {
  return new UsageError(
    "A primitive of heddle was called outside an execution. Call it from the program that explore() or replay() " +
      "runs, or from an actor that the program spawned; create cells, tables and servers in there too.",
    { code: "outside-execution" },
  );
}

function operationInRule(): UsageError {
  return new UsageError(
    "A primitive of heddle was called in the predicate of a rule, which is judged between two steps and can take none. " +
      "Look at cells, tables and actors with peek from heddle/check.",
    { code: "operation-in-rule" },
  );
}
