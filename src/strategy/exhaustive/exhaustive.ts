// Exhaustive strategies. They differ in whether the executions can be split into parts that are searched independently,
// possibly in another thread: a search through prefixes of choices can, a reduction is one walk through its tree.

import type { Move } from "../replay/follow-order.ts";
import type { Strategy } from "../strategy.ts";

/** A strategy that enumerates executions. */
export interface Searcher extends Strategy {
  /** Moves on to the next execution; false if none is left. */
  advance(): boolean;
  /** Executions that were equivalent to earlier ones. */
  readonly blocked: number;
  /** Whether a bound excluded an alternative. */
  readonly isBounded: boolean;
  /** The moves that repeat the latest execution as a real one. */
  moves(): readonly Move[];
  /** Whether `advance` has returned false. */
  readonly isDone: boolean;
}

/** A searcher that walks through the whole tree. */
export interface TreeSearcher extends Searcher {
  /** The estimated total number of executions (Knuth's estimator, weighted). */
  readonly estimate: number;
  /**
   * The moves of the latest execution in another order of its independent steps.
   * @param pick chooses the next of several events that can come next
   */
  reordered(pick: PickEvent): readonly Move[];
}

/** Chooses one of several events, given as their numbers in the execution. @returns an index into `events` */
export type PickEvent = (events: readonly number[]) => number;

/** The executions that begin with the same choices. */
export interface Part {
  readonly choices: ArrayLike<number>;
  /** The hash of the steps before the last of them, by which a program is recognized that takes others. Default: none. */
  readonly hash: number | undefined;
}

/** What is left of a part: its latest execution, and all that branch off from it to alternatives not taken yet. */
export interface Rest {
  /** The choice at each decision of that execution. */
  readonly choices: Int32Array;
  /** The number of alternatives at each. */
  readonly alternatives: Int32Array;
  /** The hash of the steps before each. */
  readonly hashes: Int32Array;
  /** The first decision that belongs to the part. */
  readonly from: number;
}

/** A searcher through one part. */
export interface PartSearcher extends Searcher {
  /** What has not been searched; `undefined` if nothing is left. */
  rest(): Rest | undefined;
}

/** A way to search exhaustively. */
export type Exhaustive =
  | { readonly kind: "tree"; searchTree(): TreeSearcher }
  | { readonly kind: "parts"; searchPart(part: Part): PartSearcher };
