// The monitor of the rules that a program declares. The kernel determines when rules are evaluated, but knows none of
// them.

import { must } from "../../errors.ts";
import type { Execution } from "../execution/execution.ts";
import type { AnyObject } from "../operations/operation.ts";
import type { Outcome } from "../execution/outcome.ts";
import type { Task } from "../operations/task.ts";

/** Evaluates the rules of one execution. */
export interface RuleMonitor {
  /** Called after a step of `task`, once all its code has run; possibly twice. May end the execution. */
  afterStep(task: Task): void;
  /** The outcome of a quiescent execution: `outcome`, unless a rule is broken. */
  atRest(outcome: Outcome): Outcome;
  /**
   * The outcome of an execution out of steps: `outcome`, unless a rule has been unfulfilled since step `since` or
   * before.
   */
  overdue(outcome: Outcome, since: number): Outcome;
  /** The objects that a pending step of `task` would write besides those that its operation declares. */
  wouldTouch(task: Task): readonly AnyObject[];
}

/** Installs the rules of an execution, to be evaluated from the running step on. */
export function installRules(execution: Execution, ruleMonitor: RuleMonitor): void {
  execution.ruleMonitor = ruleMonitor;
  execution.checkRulesFrom = 0;
}

/** Pauses the loop once `step` steps have been taken; calling `turn` again continues it. */
export function pauseAfter(execution: Execution, step: number): void {
  execution.pauseAt = step;
  if (execution.ruleMonitor === undefined) execution.checkRulesFrom = step;
}

/**
 * Evaluates the rules after a step of `task`, or before the first step.
 * @returns whether another step may follow now
 */
export function continues(execution: Execution, task: Task | undefined): boolean {
  execution.ruleMonitor?.afterStep(task ?? must(execution.actors[0], "an execution has a main actor").task);
  return execution.outcome === undefined && execution.steps < execution.pauseAt;
}
