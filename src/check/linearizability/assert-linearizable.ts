// Verdicts on histories as assertions, so that a history in violation fails the execution that made it.

import type { History } from "../history/history.ts";
import { linearizability, sequentialConsistency } from "./linearizability.ts";
import type { JudgeOptions } from "./linearizability.ts";
import type { Model } from "../models/model.ts";
import type { RecordedOperation } from "../history/recorded-operation.ts";
import type { HistoryVerdict, UndecidedHistory, ViolatedHistory } from "./verdict.ts";

/** A history that no order explains. Its message is the reason and the drawing of the smallest part. */
export class HistoryViolated extends Error {
  /** As of every assertion: it ends an execution, whichever actor fails it. */
  override readonly name: string = "AssertionError";
  readonly verdict: ViolatedHistory;

  /** @internal */
  constructor(what: string, verdict: ViolatedHistory) {
    super(`The history is not ${what}. ${verdict.reason.sentence}\n\n${verdict.reason.drawing}`);
    this.verdict = verdict;
  }
}

/** The search came to no verdict. Nothing is known of the history. */
export class HistoryUndecided extends Error {
  override readonly name: string = "HistoryUndecided";
  readonly verdict: UndecidedHistory;

  /** @internal */
  constructor(what: string, verdict: UndecidedHistory) {
    const { operations, parts, passed, placed, states, why } = verdict;
    super(
      `Whether the history is ${what} is undecided: after ${states} states ${why} was spent. ${passed} of ${parts} ` +
        `parts passed; in the next, at most ${placed} of ${operations} operations were put in order. Raise ${why}, ` +
        "record shorter histories with fewer overlapping operations, or give the model a `partition`.",
    );
    this.verdict = verdict;
  }
}

/** A history, or its operations. */
export type Recorded<Operation, Result> = History<Operation, Result> | readonly RecordedOperation<Operation, Result>[];

/**
 * Asserts that a history is linearizable.
 * @throws HistoryViolated, an assertion error; HistoryUndecided when the budget is spent; as `linearizability`
 * @example assertLinearizable(history, registerModel());
 */
export function assertLinearizable<State, Operation, Result>(
  history: Recorded<Operation, Result>,
  model: Model<State, Operation, Result>,
  options?: JudgeOptions,
): void {
  const verdict = linearizability(operationsOf(history), model, options);
  demandPassed("linearizable", verdict, assertLinearizable);
}

/**
 * Asserts that a history is sequentially consistent.
 * @throws HistoryViolated, an assertion error; HistoryUndecided when the budget is spent; as `sequentialConsistency`
 */
export function assertSequentiallyConsistent<State, Operation, Result>(
  history: Recorded<Operation, Result>,
  model: Model<State, Operation, Result>,
  options?: JudgeOptions,
): void {
  const verdict = sequentialConsistency(operationsOf(history), model, options);
  demandPassed("sequentially consistent", verdict, assertSequentiallyConsistent);
}

function operationsOf<Operation, Result>(
  history: Recorded<Operation, Result>,
): readonly RecordedOperation<Operation, Result>[] {
  return "operations" in history ? history.operations : history;
}

/** The error's place is the caller of the assertion. */
function demandPassed(what: string, verdict: HistoryVerdict, assertion: (...given: never[]) => void): void {
  if (verdict.verdict === "passed") return;
  const error =
    verdict.verdict === "violated" ? new HistoryViolated(what, verdict) : new HistoryUndecided(what, verdict);
  Error.captureStackTrace(error, assertion);
  throw error;
}
