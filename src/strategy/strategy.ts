// The strategy interface: enabled operations with their footprints in, an index out.

import type { Generator } from "../choice/index.ts";
import type { EnabledOperation } from "../trace/index.ts";
import type { Causality } from "./causality.ts";

/** What a strategy knows at the start of an execution. */
export interface ExecutionStart {
  /** The number of the execution within the exploration, from 0. */
  readonly index: number;
  /** The execution's own generator, used by the strategy alone. */
  readonly generator: Generator;
  /** Whether faults may be among the enabled operations. */
  readonly hasFaults: boolean;
}

/** The feedback from one execution of a round. */
export interface Feedback {
  /** The number of the execution within the exploration, from 0. */
  readonly index: number;
  /** Whether its class had not been seen before. */
  readonly isNewClass: boolean;
  /** The return value of `Strategy.feedback` after the execution. */
  readonly data: unknown;
}

/**
 * Chooses the next operation. One object serves a whole exploration; what it does in an execution must depend only on
 * `ExecutionStart`, on the arguments of its methods and on `recipe`, so that a token replays it.
 *
 * An exploration proceeds in rounds, whose sizes depend only on their number. Within a round a strategy uses only what
 * it knew at the start of the round, so that executions may run in any order and on any worker. It is updated between
 * rounds.
 */
export interface Strategy {
  /** The name from which a token rebuilds the strategy of the running execution, for example `pct-3-57`. */
  readonly recipe: string;

  /**
   * For a strategy made of several: the name of the one that runs the execution. Executions of one member are samples
   * from the same distribution. Absent for any other.
   */
  readonly member?: string;

  /**
   * Whether it refers to no operation of an execution once the next has begun: the objects that stand for operations may
   * then be used again. Default false.
   */
  readonly forgetsOperations?: boolean;

  /** For a reduction: the listener for causality events. Absent for any other. */
  readonly causality?: Causality;

  /** Called when an execution begins, and again with the same index when the kernel has to restart it. */
  begin(start: ExecutionStart): void;

  /**
   * Makes one choice among at least two enabled operations.
   * @param running the operation of the task that stepped last, when it is enabled
   * @returns an index into `enabled`
   */
  choose(enabled: readonly EnabledOperation[], running: EnabledOperation | undefined): number;

  /** Draws a value for the program, in 0 … bound−1. */
  draw(bound: number): number;

  /**
   * Called when an operation becomes enabled, possibly some time before a choice that includes it. Default: nothing
   * happens.
   */
  onEnabled?(operation: EnabledOperation): void;

  /**
   * Called when an operation is about to be performed, including those performed without a choice. Default: nothing
   * happens.
   */
  onStep?(operation: EnabledOperation, enabled: readonly EnabledOperation[]): void;

  /** Called when the execution has ended, with the number of its choices among operations. Default: nothing happens. */
  end?(decisions: number): void;

  /**
   * The feedback from the execution that has just ended: a value that can be cloned, or `undefined` for none. Default:
   * none.
   */
  feedback?(): unknown;

  /**
   * Called at the end of a round with the feedback of its executions that gave any or showed a new class, ordered by
   * index. Default: nothing happens.
   */
  update?(feedback: readonly Feedback[]): void;
}
