// What a judge of histories says. Running out of budget is never *passed*.

import type { RecordedOperation } from "../history/recorded-operation.ts";
import type { SpentLimit } from "./search-budget.ts";
import type { KeptOrder } from "./wing-gong-lowe.ts";

/** A verdict on a history. `states` says how many pairs of a set of operations and a state the search reached. */
export type HistoryVerdict<Operation = unknown, Result = unknown> =
  | PassedHistory<Operation, Result>
  | ViolatedHistory<Operation, Result>
  | UndecidedHistory;

/** Some order explains the history. */
export interface PassedHistory<Operation = unknown, Result = unknown> {
  readonly verdict: "passed";
  /** Such an order. Pending operations that it does not need are left out. */
  readonly linearization: readonly RecordedOperation<Operation, Result>[];
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
   * A few operations of it that no order explains, each of which takes part: were it pending, so that it may have
   * happened at any time or never, some order would nearly always explain the rest. See decision 21.
   */
  readonly smallest: readonly RecordedOperation<Operation, Result>[];
  /** Why not. */
  readonly reason: ViolationReason<Operation, Result>;
  readonly states: number;
}

/** Where the order of `smallest` that gets furthest comes to an end. */
export interface ViolationReason<Operation = unknown, Result = unknown> {
  readonly furthest: readonly RecordedOperation<Operation, Result>[];
  /** The operation that has to come next and cannot. */
  readonly misfit: RecordedOperation<Operation, Result>;
  /** The state there, for people. */
  readonly state: string;
  /** What the model would answer to the misfit there, for people. */
  readonly answers: readonly string[];
  /** All of it as a sentence. */
  readonly sentence: string;
  /** `smallest` as lanes. */
  readonly drawing: string;
}

/** The search ended before it knew. */
export interface UndecidedHistory {
  readonly verdict: "undecided";
  /** The limit that ended it. */
  readonly why: SpentLimit;
  /** How many parts the history has, and how many of them passed. */
  readonly parts: number;
  readonly passed: number;
  /** How many operations of the part that was searched last were put in order at most, and how many it has. */
  readonly placed: number;
  readonly operations: number;
  readonly states: number;
}
