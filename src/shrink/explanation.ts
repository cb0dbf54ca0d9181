// Why a minimal failing execution fails, as data: which operations must not come in the order they came in.

import type { SourcePosition } from "../trace/index.ts";

/** One of two operations that race. */
export interface RacingOperation {
  /** The number of its step in the trace, from 1. */
  readonly step: number;
  /** The path of the actor. */
  readonly actor: string;
  /** Who stepped, as in `Step.who`. */
  readonly who: string;
  /** For example `cell.write`. */
  readonly kind: string;
  /** What it touched, for example `counter`. */
  readonly object: string | undefined;
  /** What it did in a few words, for example `cell.write(counter) 1`. */
  readonly text: string;
  readonly source: SourcePosition | undefined;
}

/** Two racing operations whose reversal makes the execution pass, or fail in another way. */
export interface CriticalPair {
  readonly first: RacingOperation;
  readonly second: RacingOperation;
  /** The execution with the two the other way round: `undefined` when it passes, else how it fails instead. */
  readonly reversed: string | undefined;
}

/** What a minimal failing execution was found to depend on. */
export interface Explanation {
  /** Those that matter most first: the first `depth` of them are enough for the failure. */
  readonly criticalPairs: readonly CriticalPair[];
  /**
   * How many ordering constraints are enough: with that many of the pairs in this order, every execution that was tried
   * failed. `undefined` when not even all of them are enough.
   */
  readonly depth: number | undefined;
  /** One sentence for a person; empty when no pair was found. */
  readonly sentence: string;
  /** The numbers of the steps that happen before the failure, that of the failure included. */
  readonly slice: readonly number[];
}
