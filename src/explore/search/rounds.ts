// Hands out the executions of an exploration in blocks that stay within its rounds.

import { roundSize } from "../../strategy/index.ts";
import type { IndexRange } from "../workers/batch-result.ts";

/** The executions of an exploration by sampling, in order. */
export class Rounds {
  readonly #executions: number;
  #next = 0;
  /** The end of the round that `#next` is in. */
  #end = 1;

  constructor(executions: number) {
    this.#executions = executions;
    this.#end = Math.min(executions, roundSize(0));
  }

  /** The first execution that was not handed out. */
  get next(): number {
    return this.#next;
  }

  /** How many executions of the round are left. */
  get left(): number {
    return this.#end - this.#next;
  }

  /** Whether all executions were handed out. */
  get isOver(): boolean {
    return this.#next >= this.#executions;
  }

  /** Goes on to the next round, once the one at hand is done. */
  proceed(): void {
    this.#end = Math.min(this.#executions, this.#next + roundSize(this.#next));
  }

  /** The next executions of the round at hand, at most `most`. */
  take(most: number): IndexRange {
    const from = this.#next;
    this.#next = Math.min(this.#end, from + most);
    return { from, to: this.#next };
  }

  /** Takes back what was handed out from `index` on. */
  returnFrom(index: number): void {
    this.#next = index;
  }
}
