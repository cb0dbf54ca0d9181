// Inspecting objects without an operation. Rules may, since they are evaluated between two steps; programs may not,
// since the access would not be a scheduling point.

import { UsageError } from "../../errors.ts";
import type { Pid } from "../../trace/index.ts";
import { currentEvaluation, setCurrentEvaluation } from "../operations/current.ts";
import type { Execution } from "../execution/execution.ts";
import { noSuchActor } from "../messages/send.ts";
import type { AnyObject } from "../operations/operation.ts";
import type { SharedObject } from "../operations/shared-object.ts";

/** The evaluation of a rule; it is notified of each object that the rule inspects. */
export interface RuleEvaluation {
  readonly execution: Execution;
  see(object: AnyObject): void;
}

/** Calls a predicate; it may inspect objects but call no operation. */
export function beginEvaluation<Result>(evaluation: RuleEvaluation, predicate: () => Result): Result {
  setCurrentEvaluation(evaluation);
  try {
    return predicate();
  } finally {
    setCurrentEvaluation(undefined);
  }
}

/** The state of an object. @throws UsageError (`peek-outside-rule`) */
export function inspectObject<State>(object: SharedObject<State>): State {
  requireEvaluation().see(object);
  return object.state;
}

/** Whether an actor is alive. @throws UsageError (`peek-outside-rule`, `foreign-pid`) */
export function inspectLife(pid: Pid): boolean {
  const { execution } = requireEvaluation();
  const actor = execution.actors[pid.id];
  if (actor === undefined || actor.pid !== pid) throw noSuchActor(pid);
  return inspectObject(actor.life).isAlive;
}

function requireEvaluation(): RuleEvaluation {
  const evaluation = currentEvaluation();
  if (evaluation !== undefined) return evaluation;
  throw new UsageError(
    "peek was called outside a rule. It is for the predicates of always, eventually, leadsTo and atQuiescence; " +
      "elsewhere it would hide a scheduling point. Read the object by an operation, for example await cell.read().",
    { code: "peek-outside-rule" },
  );
}
