// The interface of a strategy: enabled operations with their footprints in, an index out.

import type { Generator } from "../choice/index.ts";
import type { EnabledOperation } from "../trace/index.ts";
import type { Causality } from "./causality.ts";

/** What a strategy is told when an execution begins. */
export interface ExecutionStart {
  /** Which execution of the exploration, from 0. */
  readonly index: number;
  /** The execution's own draws; the strategy is its only user. */
  readonly generator: Generator;
  /** Whether faults may be among the enabled operations. */
  readonly hasFaults: boolean;
}

/** What one execution of a round showed. */
export interface Feedback {
  /** Which execution of the exploration, from 0. */
  readonly index: number;
  /** Whether its class had not been seen before. */
  readonly isNewClass: boolean;
  /** What `Strategy.lesson` gave after it. */
  readonly data: unknown;
}

/**
 * Who chooses. One object serves a whole exploration; what it does in an execution must follow from
 * `ExecutionStart`, from what it is shown and from `recipe` alone, so that a token replays it.
 *
 * An exploration goes by rounds, whose sizes depend on nothing but their number. Within a round a strategy knows what it
 * knew at its beginning: executions may run in any order and on any worker. Between rounds it learns.
 */
export interface Strategy {
  /** What a token says to build the same strategy for the execution that runs, for example `pct-3-57`. */
  readonly recipe: string;

  /** For a strategy of several: the name of the one that takes the execution. Executions of one are drawn alike. */
  readonly member?: string;

  /** For a reduction: who hears what causes what. */
  readonly causality?: Causality;

  /** An execution begins. Called again with the same index when the kernel must start it anew. */
  begin(start: ExecutionStart): void;

  /**
   * Takes one choice among at least two enabled operations.
   * @param running the operation of the task that stepped last, when it is enabled
   * @returns an index into `enabled`
   */
  choose(enabled: readonly EnabledOperation[], running: EnabledOperation | undefined): number;

  /** Draws a value for the program, in 0 … bound−1. */
  draw(bound: number): number;

  /** An operation became enabled. The list may hold it a while before a choice is asked for. */
  onEnabled?(operation: EnabledOperation): void;

  /** An operation is about to be performed, forced ones included. */
  onStep?(operation: EnabledOperation, enabled: readonly EnabledOperation[]): void;

  /** The execution ended after this many choices among operations. */
  end?(decisions: number): void;

  /** What the execution that has just ended teaches: a value that can be cloned, or `undefined` for nothing. */
  feedback?(): unknown;

  /** A round is over: the lessons of its executions that taught something or showed a new class, in order of index. */
  update?(feedback: readonly Feedback[]): void;
}
