// Verdicts on histories as assertions, so that an incorrect history fails the execution that recorded it.

import type { History } from "../history/history.ts";
import { linearizability, sequentialConsistency } from "./linearizability.ts";
import type { JudgeOptions } from "./linearizability.ts";
import type { Model } from "../models/model.ts";
import type { RecordedOperation } from "../history/recorded-operation.ts";
import type { UndecidedHistory, ViolatedHistory } from "./verdict.ts";

/** The error for a history that no order explains. Its message is the reason and a diagram of the smallest part. */
export class HistoryViolated extends Error {
  /** The name of assertion errors, which end an execution in whichever actor they occur. */
  override readonly name: string = "AssertionError";
  /** The result of the search: the smallest part, and the reason. */
  readonly verdict: ViolatedHistory;

  /** @param what `linearizable` or `sequentially consistent` */
  constructor(what: string, verdict: ViolatedHistory) {
    super(`The history is not ${what}. ${verdict.reason.sentence}\n\n${verdict.reason.drawing}`);
    this.verdict = verdict;
  }
}

/** The error for a search without a verdict. Nothing is known about the history. */
export class HistoryUndecided extends Error {
  override readonly name: string = "HistoryUndecided";
  /** The result of the search: the limit that ended it, and how far it came. */
  readonly verdict: UndecidedHistory;

  /** @param what `linearizable` or `sequentially consistent` */
  constructor(what: string, verdict: UndecidedHistory) {
    const { operations, parts, passed, placed, states, why } = verdict;
    super(
      `Whether the history is ${what} is undecided: ${why} was exhausted after ${states} states. ${passed} of ${parts} ` +
        `parts passed; in the next one at most ${placed} of ${operations} operations were ordered. Raise ${why}, record ` +
        "shorter histories with fewer overlapping operations, or define `partition` in the model.",
    );
    this.verdict = verdict;
  }
}

/** A history, or its operations. */
export type Recorded<Operation, Result> = History<Operation, Result> | readonly RecordedOperation<Operation, Result>[];

/** An assertion about a history. */
type HistoryAssertion = <State, Operation, Result>(
  history: Recorded<Operation, Result>,
  model: Model<State, Operation, Result>,
  options?: JudgeOptions,
) => void;

/**
 * Asserts that a history is linearizable. See `linearizability`.
 * @throws HistoryViolated, an assertion error; HistoryUndecided when the budget is spent; errors of `linearizability`
 * @example assertLinearizable(history, registerModel());
 */
export const assertLinearizable: HistoryAssertion = assertionThat("linearizable", linearizability);

/**
 * Asserts that a history is sequentially consistent. See `sequentialConsistency`.
 * @throws HistoryViolated, an assertion error; HistoryUndecided when the budget is spent; errors of
 *   `sequentialConsistency`
 */
export const assertSequentiallyConsistent: HistoryAssertion = assertionThat(
  "sequentially consistent",
  sequentialConsistency,
);

/** An assertion that throws, with the stack of its caller, unless a check of the history passes. */
function assertionThat(what: string, check: typeof linearizability): HistoryAssertion {
  const assertion: HistoryAssertion = (history, model, options) => {
    const verdict = check("operations" in history ? history.operations : history, model, options);
    if (verdict.verdict === "passed") return;
    const error =
      verdict.verdict === "violated" ? new HistoryViolated(what, verdict) : new HistoryUndecided(what, verdict);
    Error.captureStackTrace(error, assertion);
    throw error;
  };
  return assertion;
}
