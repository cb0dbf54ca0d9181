// The execution indices of an exploration, given out in ranges that stay within one round.

import { roundSize } from "../../strategy/index.ts";
import type { IndexRange } from "../workers/batch-result.ts";

/** The execution indices of an exploration by sampling, in order. */
export class Rounds {
  readonly #executions: number;
  #next = 0;
  /** The end of the current round. */
  #end = 1;

  constructor(executions: number) {
    this.#executions = executions;
    this.#end = Math.min(executions, roundSize(0));
  }

  /** The first execution that was not taken. */
  get next(): number {
    return this.#next;
  }

  /** How many executions of the current round are left. */
  get left(): number {
    return this.#end - this.#next;
  }

  /** Whether all executions were taken. */
  get isOver(): boolean {
    return this.#next >= this.#executions;
  }

  /** Starts the next round, once the current one is complete. */
  startNext(): void {
    this.#end = Math.min(this.#executions, this.#next + roundSize(this.#next));
  }

  /** Takes up to `limit` further executions of the current round. */
  take(limit: number): IndexRange {
    const from = this.#next;
    this.#next = Math.min(this.#end, from + limit);
    return { from, to: this.#next };
  }

  /** Returns the taken executions from `index` on. */
  returnFrom(index: number): void {
    this.#next = index;
  }
}
