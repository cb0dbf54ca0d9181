// Why a minimal failing execution fails, as data: which operations must not come in the order they came in.

import type { SourcePosition } from "../trace/index.ts";

/** One of two operations that race. */
export interface RacingOperation {
  /** The number of its step in the trace, from 1; `undefined` for one that the failure came before. */
  readonly step: number | undefined;
  /** The path of the actor. */
  readonly actor: string;
  /** Which task of the actor: 0 for the first. */
  readonly task: number;
  /** Both in one text, as in `Step.who`. */
  readonly who: string;
  /** For example `cell.write`. */
  readonly kind: string;
  /** What it touched, for example `counter`. */
  readonly object: string | undefined;
  /** What it did in a few words, for example `cell.write(counter)` or `DOWN(owner)`. */
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
  /** Those that matter most first: the first `depth` of them are enough for the failure. At most eight. */
  readonly criticalPairs: readonly CriticalPair[];
  /**
   * How many ordering constraints are enough: with that many of the pairs in this order, every execution that was tried
   * failed. 0 when every execution fails, `undefined` when not even three of the pairs were enough.
   */
  readonly depth: number | undefined;
  /** One sentence for a person. */
  readonly sentence: string;
  /** The numbers of the steps that happen before the failure, the last one and those of the pairs included. */
  readonly slice: readonly number[];
}
