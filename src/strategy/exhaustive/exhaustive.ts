// Searching all executions of a program, or one of each class: the tree of choices cut into parts that may be searched
// side by side, here or in another thread.

import type { Move } from "../replay/follow-order.ts";
import type { Strategy } from "../strategy.ts";

/** A strategy that runs through one part of the space. */
export interface Searcher extends Strategy {
  /** Goes to the next execution; false when there is none left. */
  advance(): boolean;
  /** Executions that repeated what others had shown. */
  readonly blocked: number;
  /** Whether a bound kept it from some alternative. */
  readonly isBounded: boolean;
  /** The execution that has just ended, as a real one can be repeated. */
  moves(): readonly Move[];
  /** Whether `advance` has said that there is none left. */
  readonly isDone: boolean;
  /** What is left of the part, as plain data that can be cloned. */
  rest(): Rest;
}

/** What a searcher leaves. */
export interface Rest {
  readonly kind: "rest";
}

/** A part of the space that has been given out; plain data that can be cloned. */
export interface Part {
  readonly kind: "part";
}

/** What remains to be searched. It depends on nothing but the rests that were merged, and their order. */
export interface SearchSpace {
  /** The next part; `undefined` when none is at hand. */
  take(): Part | undefined;
  /** A searcher for a part, in this thread. */
  search(part: Part): Searcher;
  /**
   * What became of a part. Must be called in the order in which parts were taken.
   * @param executions how many were run
   */
  merge(part: Part, rest: Rest, executions: number): void;
  /** How many executions the parts that remain will take, by those explored so far (Knuth's estimator, weighted). */
  readonly left: number;
}

/** A way to search exhaustively. */
export interface Exhaustive {
  /** The whole space. */
  open(): SearchSpace;
  /** A searcher for a part that came from another thread; missing if the space cannot be shared out. */
  search?(part: Part): Searcher;
}

/** Where a strategy is asked for and an exhaustive search makes one for each part: never used. */
export const UNUSED: Strategy = { recipe: "exhaustive", begin: ignore, choose: () => 0, draw: () => 0 };

function ignore(): void {
  // Nothing begins.
}
