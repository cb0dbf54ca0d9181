// Exhaustive search of all executions of a program, or of one per class: the tree of choices, divided into parts that
// can be searched in parallel, in this thread or another.

import type { Move } from "../replay/follow-order.ts";
import type { Strategy } from "../strategy.ts";

/** A strategy that runs all executions of one part of the search space. */
export interface Searcher extends Strategy {
  /** Advances to the next execution; false when there is none left. */
  advance(): boolean;
  /** The number of redundant executions. */
  readonly blocked: number;
  /** Whether a bound excluded some alternative. */
  readonly isBounded: boolean;
  /** The moves of the latest execution, in an order that a real execution can repeat. */
  moves(): readonly Move[];
  /** Whether `advance` has returned false. */
  readonly isDone: boolean;
  /** The unexplored remainder of the part, as plain data that can be cloned. */
  rest(): Rest;
}

/** The unexplored remainder of a part. */
export interface Rest {
  readonly kind: "rest";
}

/** A part of the search space that is searched on its own; plain data that can be cloned. */
export interface Part {
  readonly kind: "part";
}

/** The unexplored search space. It depends only on the remainders that were merged, and their order. */
export interface SearchSpace {
  /** The next part; `undefined` when none is available. */
  take(): Part | undefined;
  /** A searcher for a part, in this thread. */
  search(part: Part): Searcher;
  /**
   * Merges the result of a part. Must be called in the order in which parts were taken.
   * @param executions the number of executions run
   */
  merge(part: Part, rest: Rest, executions: number): void;
  /**
   * The estimated number of executions in the remaining parts, based on those explored so far (Knuth's estimator,
   * weighted).
   */
  readonly left: number;
}

/** An exhaustive search. */
export interface Exhaustive {
  /** The whole search space. */
  open(): SearchSpace;
  /** A searcher for a part that came from another thread; absent if the space cannot be divided among threads. */
  search?(part: Part): Searcher;
}

/** A placeholder strategy for an exhaustive search, which makes a searcher for each part; never used. */
export const UNUSED: Strategy = { recipe: "exhaustive", begin: ignore, choose: () => 0, draw: () => 0 };

function ignore(): void {
  // Never called.
}
