// Looking at objects without an operation. Rules may, since they are judged between two steps; a program may not, since
// its look would be no scheduling point.

import { UsageError } from "../../errors.ts";
import type { Pid } from "../../trace/index.ts";
import { currentJudge, setCurrentJudge } from "../operations/current.ts";
import type { Execution } from "../execution/execution.ts";
import { noSuchActor } from "../messages/send.ts";
import type { AnyObject } from "../operations/operation.ts";
import type { SharedObject } from "../operations/shared-object.ts";

/** Who is told what a rule looks at. */
export interface RuleEvaluation {
  readonly execution: Execution;
  see(object: AnyObject): void;
}

/** Calls a predicate: it may look at objects, and call no operation. */
export function beginEvaluation<Result>(judge: RuleEvaluation, predicate: () => Result): Result {
  setCurrentJudge(judge);
  try {
    return predicate();
  } finally {
    setCurrentJudge(undefined);
  }
}

/** A predicate was stopped from outside. */
export function endEvaluation(): void {
  setCurrentJudge(undefined);
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
  const judge = currentJudge();
  if (judge !== undefined) return judge;
  throw new UsageError(
    "peek was called outside a rule. It is for the predicates of always, eventually, leadsTo and atQuiescence: " +
      "elsewhere others could act in between, unseen. Read the object by an operation, await cell.read() for example.",
    { code: "peek-outside-rule" },
  );
}
