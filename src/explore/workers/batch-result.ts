// What came of a block of executions: plain data, which can come from another thread.

import type { Wait } from "../../kernel/index.ts";
import type { Move } from "../../strategy/index.ts";

/** Which executions. */
export interface IndexRange {
  readonly from: number;
  readonly to: number;
}

/** What it takes to run an execution again. */
export interface Reproducer {
  readonly recipe: string;
  readonly choices: readonly number[];
  /** How an exhaustive search repeats it; its own choices are not those of a real execution. */
  readonly moves: readonly Move[] | undefined;
  readonly entropy: number;
}

/** An execution that ran out of steps and is still to be looked at. */
export interface StepLimitHit extends Reproducer {
  /** Its place in the block. */
  readonly at: number;
  /** Who chose, by name. */
  readonly member: string;
}

/** A failing execution that is still to be run again with a trace. */
export interface Failure extends Reproducer {
  readonly index: number;
  /** What equal bugs share, the position in the source left out: another thread may see that otherwise. */
  readonly kind: string;
  readonly signature: string;
  readonly headline: string;
}

/** How an execution of a block ended. */
export const ExecutionEnd = { completed: 0, outOfSteps: 1, failed: 2 } as const;

/** What came of a block: by execution in the typed arrays, by exception in the lists. */
export interface BatchResult {
  readonly from: number;
  /** How many executions were run; fewer than asked for when enough was found or the block was cut. */
  readonly count: number;
  readonly classes: Float64Array;
  readonly steps: Uint32Array;
  /** An `End` each. */
  readonly ends: Uint8Array;
  /** Who chose: an index into `memberNames`. */
  readonly members: Uint8Array;
  readonly memberNames: readonly string[];
  /** The first of each signature that whoever ran the block has met. */
  readonly failures: readonly Failure[];
  /** The first of each strategy that ran out of steps, among those that whoever ran the block has met. */
  readonly stepLimitHits: readonly StepLimitHit[];
  /** Each leak that whoever ran the block has met for the first time, and in which execution. */
  readonly leaks: readonly { readonly index: number; readonly wait: Wait }[];
  /** The lessons of the executions that taught something. */
  readonly feedback: readonly { readonly index: number; readonly value: unknown }[];
  /** Whether some choice had two alternatives. */
  readonly hasChosen: boolean;
  /** Whether the program drew from the execution's entropy, so that executions without a choice may still differ. */
  readonly hasUsedEntropy: boolean;
  readonly elapsedMs: number;
}

/** Whether some execution of a block must be run again. */
export function hasFindings({ failures, stepLimitHits }: BatchResult): boolean {
  return failures.length > 0 || stepLimitHits.length > 0;
}
