// How shrinking and explaining try executions: a search asks for one after the other and is told what came of each. It
// runs none itself, so that it can be stopped between any two and needs neither clock nor event loop.

import type { Recorder } from "../strategy/index.ts";

/** What came of an execution that a search asked for. */
export interface Trial {
  /** Whether it failed, and in the way of the execution that is shrunk. */
  readonly isSame: boolean;
  /** How it failed, in a line; `undefined` when it did not. */
  readonly failure: string | undefined;
  /** Whether it ran out of steps, which says nothing. */
  readonly isUndecided: boolean;
}

/** A search: yields what is to be run, each once, and is given the result. */
export type ShrinkSearch<Result> = Generator<Recorder, Result, Trial>;

/** How many executions a search may ask for. */
export class Budget {
  readonly #whole: Budget | undefined;
  #left: number;
  #used = 0;

  /** @param whole what it is a part of */
  constructor(executions: number, whole?: Budget) {
    this.#left = executions;
    this.#whole = whole;
  }

  get used(): number {
    return this.#used;
  }

  /** Whether it is used up. */
  get isSpent(): boolean {
    return this.#left <= 0 || this.#whole?.isSpent === true;
  }

  /** Takes one execution; false when there is none left. */
  take(): boolean {
    if (this.isSpent) return false;
    this.#left -= 1;
    this.#used += 1;
    return this.#whole?.take() ?? true;
  }

  /** A part of what is left, for one search of several. */
  part(share: number): Budget {
    return new Budget(Math.floor(this.#left * share), this);
  }

  /** No further execution shall be run. */
  end(): void {
    this.#left = 0;
  }
}
