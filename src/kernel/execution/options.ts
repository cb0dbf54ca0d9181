// What an execution is made of besides its program, and who may watch it.

import type { Settings } from "../../choice/index.ts";
import type { Strategy } from "../../strategy/index.ts";
import type { Attribution } from "../operations/attribution.ts";
import type { Buffers } from "./buffers.ts";
import type { Execution } from "./execution.ts";
import type { Task } from "../operations/task.ts";

/** What an execution is made of besides its program. */
export interface ExecutionOptions {
  readonly settings: Settings;
  readonly strategy: Strategy;
  /** Determines what `Math.random`, random ids and the like give. */
  readonly entropy: number;
  /** Set once a program has been seen to wait for promises that are no operation's. */
  readonly attribution?: Attribution | undefined;
  /** Memory to use again; the execution that had it before must be over. Default: new. */
  readonly buffers?: Buffers;
  /** Sees every step; while it is set, call sites are gathered. */
  readonly observer?: Observer | undefined;
}

/** Sees the steps of a traced execution. */
export interface Observer {
  /** `task` is about to perform its operation. */
  beforeStep(task: Task, execution: Execution): void;
  /** It has performed it. */
  afterStep(task: Task, result: unknown): void;
}
