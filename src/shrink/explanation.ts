// Why a minimal failing execution fails, as data: the operations whose order is critical.

import type { SourcePosition } from "../trace/index.ts";

/** One of two operations that race. */
export interface RacingOperation {
  /** The number of its step in the trace, from 1; `undefined` if the failure came before it. */
  readonly step: number | undefined;
  /** The path of the actor. */
  readonly actor: string;
  /** Which task of the actor: 0 for the first. */
  readonly task: number;
  /** Both in one text, as in `Step.who`. */
  readonly who: string;
  /** For example `cell.write`. */
  readonly kind: string;
  /** The object that it touched, for example `counter`. */
  readonly object: string | undefined;
  /** A short description, for example `cell.write(counter)` or `DOWN(owner)`. */
  readonly text: string;
  /** Where the program called it; `undefined` where no code of the program did. */
  readonly source: SourcePosition | undefined;
}

/** Two racing operations whose reversal makes the execution pass, or fail in another way. */
export interface CriticalPair {
  /** The operation that comes first in the failing execution. */
  readonly first: RacingOperation;
  /** The one that comes later, or would have come. */
  readonly second: RacingOperation;
  /** How the execution fails with the two reversed; `undefined` when it passes. */
  readonly reversed: string | undefined;
  /** The token that replays the execution with the two reversed, for comparison. */
  readonly reversedToken: string;
}

/** The causes of a minimal failing execution. */
export interface Explanation {
  /** The most important first: the first `depth` of them are sufficient for the failure. At most eight. */
  readonly criticalPairs: readonly CriticalPair[];
  /**
   * How many ordering constraints are sufficient: under the first `depth` pairs, every execution that was tried failed.
   * 0 when every execution fails, `undefined` when not even three of the pairs were sufficient.
   */
  readonly depth: number | undefined;
  /** One sentence for the reader. */
  readonly sentence: string;
  /** The numbers of the steps that happen before the failure, the last one and those of the pairs included. */
  readonly slice: readonly number[];
  /**
   * Whether the slice is the whole execution because it does not fail without the steps that seem to have no influence: they
   * act on state that heddle does not see.
   */
  readonly needsAllSteps: boolean;
}
