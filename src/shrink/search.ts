// Searches for shrinking and explaining, as generators: a search yields the executions to run and is resumed with their
// results. It runs none itself, so that it can be stopped between any two and needs neither clock nor event loop.

import type { Recorder } from "../strategy/index.ts";

/** The result of an execution that a search requested. */
export interface Trial {
  /** Whether it failed in the same way as the execution that is shrunk. */
  readonly isSame: boolean;
  /** How it failed, in one line; `undefined` when it did not. */
  readonly failure: string | undefined;
  /** Whether it ran out of steps, which proves nothing. */
  readonly isUndecided: boolean;
}

/** A search: yields each execution to run and receives its result. */
export type ShrinkSearch<Result> = Generator<Recorder, Result, Trial>;

/** The number of executions that a search may request. */
export class Budget {
  readonly #whole: Budget | undefined;
  #left: number;
  #used = 0;

  /** @param whole the budget that this one is a part of */
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

  /** Takes one execution from the budget; false when none is left. */
  take(): boolean {
    if (this.isSpent) return false;
    this.#left -= 1;
    this.#used += 1;
    return this.#whole?.take() ?? true;
  }

  /** A part of what is left, for one of several searches. */
  part(share: number): Budget {
    return new Budget(Math.floor(this.#left * share), this);
  }

  /** Forbids further executions. */
  end(): void {
    this.#left = 0;
  }
}
