// The result of a batch of executions: plain data that can come from another thread.

import type { Wait } from "../../kernel/index.ts";
import type { Move } from "../../strategy/index.ts";

/** A range of execution indices. */
export interface IndexRange {
  readonly from: number;
  readonly to: number;
}

/** The data needed to run an execution again. */
export interface Reproducer {
  readonly recipe: string;
  readonly choices: readonly number[];
  /** The moves that repeat an execution of an exhaustive search, whose choices are not those of a real execution. */
  readonly moves: readonly Move[] | undefined;
  readonly entropy: number;
}

/** An execution that ran out of steps and must be examined. */
export interface StepLimitHit extends Reproducer {
  /** Its offset in the batch. */
  readonly at: number;
  /** The name of the strategy that ran it. */
  readonly member: string;
}

/** A failing execution that must be run again with a trace. */
export interface FailureRecord extends Reproducer {
  readonly index: number;
  /** The signature without the source position, which may differ between threads. */
  readonly kind: string;
  readonly signature: string;
  /** The signature with its line, by which the failures of one exploration are told apart. */
  readonly located: string;
  readonly headline: string;
}

/** An execution that passed and did something else when it was run again. */
export interface ExecutionDifference extends Reproducer {
  readonly index: number;
  /** The offset in the batch of the last execution before it was run again; -1 for one of an earlier batch. */
  readonly at: number;
  /** The first step that differs, from 1, and its label in both runs; `undefined` for a run without it. */
  readonly step: number;
  readonly before: string | undefined;
  readonly now: string | undefined;
}

/** How an execution of a batch ended. */
export const ExecutionEnd = { completed: 0, outOfSteps: 1, failed: 2 } as const;

/** The result of a batch: typed arrays by execution, lists for special cases. */
export interface BatchResult {
  readonly from: number;
  /** The number of executions that were run; fewer than requested if enough was found or the batch was cancelled. */
  readonly count: number;
  readonly classes: Float64Array;
  readonly steps: Uint32Array;
  /** An `ExecutionEnd` each. */
  readonly ends: Uint8Array;
  readonly memberNames: readonly string[];
  /** The strategy of each, as an index into `memberNames`. */
  readonly members: Uint8Array;
  /** The first failure of each signature that the thread of the batch has seen. */
  readonly failures: readonly FailureRecord[];
  /** The first step limit hit of each strategy that the thread of the batch has seen. */
  readonly stepLimitHits: readonly StepLimitHit[];
  /** The first occurrence of each leak that the thread of the batch has seen. */
  readonly leaks: readonly { readonly index: number; readonly wait: Wait }[];
  /** The same for operations that were pending when the body of their actor returned, if they are told. */
  readonly unawaited: readonly { readonly index: number; readonly wait: Wait }[];
  /** The actors whose code did not end when an execution was dropped. */
  readonly leftOpen: readonly string[];
  /** Executions that did something else when they were run again. */
  readonly differences: readonly ExecutionDifference[];
  /** The feedback of the executions that gave any. */
  readonly feedback: readonly { readonly index: number; readonly value: unknown }[];
  /** Whether any choice had more than one alternative. */
  readonly hasChosen: boolean;
  /** Whether the program used the execution's entropy, so that executions without a choice may still differ. */
  readonly hasUsedEntropy: boolean;
  /** Whether the program has several actors; not looked at once there was a choice. */
  readonly hasSeveralActors: boolean;
  readonly elapsedMs: number;
}

/** Whether any execution of a batch must be run again. */
export function hasFindings({ differences, failures, stepLimitHits }: BatchResult): boolean {
  return failures.length > 0 || stepLimitHits.length > 0 || differences.length > 0;
}
