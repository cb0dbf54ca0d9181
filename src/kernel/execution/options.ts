// The options of an execution, and its observer.

import type { Settings } from "../../choice/index.ts";
import type { Strategy } from "../../strategy/index.ts";
import type { Attribution } from "../operations/attribution.ts";
import type { Buffers } from "./buffers.ts";
import type { Execution } from "./execution.ts";
import type { AnyObject } from "../operations/operation.ts";
import type { Task } from "../operations/task.ts";

/** The parts of an execution besides its program. */
export interface ExecutionOptions {
  readonly settings: Settings;
  readonly strategy: Strategy;
  /** Determines the results of `Math.random`, random ids and the like. */
  readonly entropy: number;
  /** Set once the program has been found to wait for foreign promises. It changes nothing of an execution without. */
  readonly attribution?: Attribution | undefined;
  /** Whether promises of operations know whether anybody has attached a reaction to them. Default: no. */
  readonly watchesReactions?: boolean;
  /** Whether instrumented code takes part, whose awaits are scheduling points. Default: no. */
  readonly isInstrumented?: boolean;
  /** Whether that code tells what it reads and writes. Default: no. */
  readonly tracksState?: boolean;
  /** Memory to reuse; the execution that used it before must have ended. Default: new memory. */
  readonly buffers?: Buffers;
  /** Notified of every step. */
  readonly observer?: Observer | undefined;
}

/** An observer of the steps of an execution. */
export interface Observer {
  /** Whether the call sites of operations are recorded for it, which costs most of a trace. Default: true. */
  readonly needsSites?: boolean;
  /** `task` is about to perform its operation. */
  beforeStep(task: Task, execution: Execution): void;
  /** `task` has performed its operation. */
  afterStep(task: Task, result: unknown): void;
  /** What is pending for `task`, or whether it is enabled, may have changed; between two calls of `beforeStep`. */
  onTask?(task: Task): void;
  /** The running step touches an object that its operation did not declare. */
  onTouch?(object: AnyObject): void;
  /** The running step logs a line. */
  onLog?(line: string): void;
}
