// What a runner gets its executions from.

import type { Execution, Observer } from "../../kernel/index.ts";
import type { ExecutionStart, Strategy } from "../../strategy/index.ts";

/** Provides executions and receives them when they have ended. */
export interface RunSource {
  readonly strategy: Strategy;
  /** The start of the next execution, with a seeded generator; `undefined` to end the run. */
  next(): ExecutionStart | undefined;
  /** The start of the same execution again, with a freshly seeded generator. */
  again(): ExecutionStart;
  /** The source of the execution's random values. */
  entropy(index: number): number;
  /** Whether the result is reported step by step, so that no operation may bear a wrong name. */
  readonly isTraced?: boolean;
  /** Whether it computes between executions, which must not be mistaken for an actor that never yields. */
  readonly computesBetween?: boolean;
  /** Creates the observer of an execution, each time it begins. */
  readonly observe?: (() => Observer | undefined) | undefined;
  ended(execution: Execution, index: number): void;
  /** The execution was stopped, and begins anew. @returns whether the observer is to blame, not the program */
  onStopped?(): boolean;
  /** The code of an execution that was dropped did not end: the path of its actor. */
  onLeftOpen?(actor: string): void;
  /** A slice of wall-clock time has ended. */
  onSliceEnd?(): void;
}

/** Tells the source of an actor whose code did not end, if there is one. */
export function tellLeftOpen(source: RunSource, actor: string | undefined): void {
  if (actor !== undefined) source.onLeftOpen?.(actor);
}

/** Whether the source or its strategy may compute for long between executions. */
export function computesBetween(source: RunSource): boolean {
  return source.computesBetween === true || source.strategy.causality !== undefined;
}
