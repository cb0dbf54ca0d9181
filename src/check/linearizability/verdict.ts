// The verdict on a history. An exhausted budget is never *passed*.

import type { RecordedOperation } from "../history/recorded-operation.ts";
import type { SpentLimit } from "./search-budget.ts";
import type { KeptOrder } from "./wing-gong-lowe.ts";

/**
 * A verdict on a history. `states` is the number of configurations, pairs of a set of operations and a state, that were
 * searched.
 */
export type HistoryVerdict<Operation = unknown, Result = unknown> =
  | PassedHistory<Operation, Result>
  | ViolatedHistory<Operation, Result>
  | UndecidedHistory;

/** Some order explains the history. */
export interface PassedHistory<Operation = unknown, Result = unknown> {
  readonly verdict: "passed";
  /** Such an order, without unneeded pending operations. */
  readonly linearization: readonly RecordedOperation<Operation, Result>[];
  /** The number of configurations that were searched. */
  readonly states: number;
}

/** No order explains the history. */
export interface ViolatedHistory<Operation = unknown, Result = unknown> {
  readonly verdict: "violated";
  /** `real-time` for linearizability, `program` for sequential consistency. */
  readonly order: KeptOrder;
  /** The part that no order explains. */
  readonly part: readonly RecordedOperation<Operation, Result>[];
  /**
   * A few operations of the part that no order explains, each of which is necessary: if it were pending, so that it may
   * have happened at any time or never, some order would nearly always explain the rest. See decision 21.
   */
  readonly smallest: readonly RecordedOperation<Operation, Result>[];
  /** Why no order explains it. */
  readonly reason: ViolationReason<Operation, Result>;
  /** The number of configurations that were searched. */
  readonly states: number;
}

/** The end of the longest valid order of operations of `smallest`. */
export interface ViolationReason<Operation = unknown, Result = unknown> {
  /** The longest valid order. */
  readonly furthest: readonly RecordedOperation<Operation, Result>[];
  /** The operation that must come next but does not fit. */
  readonly misfit: RecordedOperation<Operation, Result>;
  /** The state after `furthest`, as text. */
  readonly state: string;
  /** The results that the model would give for the misfit, as texts. */
  readonly answers: readonly string[];
  /** The explanation in words. */
  readonly sentence: string;
  /** A diagram of `smallest`. */
  readonly drawing: string;
}

/** The search ended without a result. */
export interface UndecidedHistory {
  readonly verdict: "undecided";
  /** The limit that ended it. */
  readonly why: SpentLimit;
  /** The number of parts of the history. */
  readonly parts: number;
  /** The number of parts that passed. */
  readonly passed: number;
  /** The length of the longest valid order in the part that was searched last. */
  readonly placed: number;
  /** The number of operations of that part. */
  readonly operations: number;
  /** The number of configurations that were searched. */
  readonly states: number;
}
