// Rules that a program lays down for its own execution. The kernel says when they are judged and knows none of them.

import { must } from "../../errors.ts";
import { Access } from "../../trace/index.ts";
import { hashParts } from "../operations/class-hash.ts";
import type { Execution } from "../execution/execution.ts";
import type { AnyObject } from "../operations/operation.ts";
import type { Outcome } from "../execution/outcome.ts";
import type { Task } from "../operations/task.ts";

/** Whoever judges the rules of one execution. */
export interface RuleMonitor {
  /** `task` has stepped, and all code of the step has run; may be told twice. May end the execution. */
  afterStep(task: Task): void;
  /** Nothing can go on, so this is the outcome, unless a rule has another. */
  atRest(outcome: Outcome): Outcome;
  /** The outcome of an execution that ran out of steps: another, if something has been due since a step up to `since`. */
  overdue(outcome: Outcome, since: number): Outcome;
  /** What a step of `task`, which has not come, would write besides what its operation declares. */
  wouldTouch(task: Task): readonly AnyObject[];
}

/** Has the rules of an execution judged from the running step on. */
export function installRules(execution: Execution, ruleMonitor: RuleMonitor): void {
  execution.ruleMonitor = ruleMonitor;
  execution.checkRulesFrom = 0;
}

/** Lets the loop stop before the step after this one, to be called again. */
export function pauseAfter(execution: Execution, step: number): void {
  execution.pauseAt = step;
  if (execution.ruleMonitor === undefined) execution.checkRulesFrom = step;
}

/** The running step, which was of `task`, or of the main actor before the first, is over: whether another may follow now. */
export function continues(execution: Execution, task: Task | undefined): boolean {
  execution.ruleMonitor?.afterStep(task ?? must(execution.actors[0], "an execution has a main actor").task);
  return execution.outcome === undefined && execution.steps < execution.pauseAt;
}

/** The running step, which is of `task`, reads an object with all its parts, beyond what its operation declared. */
export function touchWhole(execution: Execution, task: Task, object: AnyObject): void {
  hashParts(task, object);
  execution.recordAccess(task, object, Access.read);
}
