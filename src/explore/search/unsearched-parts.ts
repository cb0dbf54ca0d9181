// The parts of an exhaustive search that have not been searched yet.

import type { Part } from "../../strategy/index.ts";

/** The part without any choice: all executions. */
const WHOLE: Part = [];

/** A stack of parts. Its content depends only on the results that were merged, and their order. */
export class UnsearchedParts {
  readonly #parts: Part[] = [WHOLE];
  #searched = 0;
  #executions = 0;

  /** The next part; `undefined` if there is none. */
  take(): Part | undefined {
    return this.#parts.pop();
  }

  /**
   * Merges the result of a part. Must be called in the order in which the parts were taken.
   * @param rest the parts of it that were not searched, in reverse order
   * @param executions the number of executions that were run
   */
  merge(rest: readonly Part[], executions: number): void {
    this.#parts.push(...rest);
    this.#searched += 1;
    this.#executions += executions;
  }

  /**
   * The estimated number of executions of these parts, by the sizes of those searched so far (Knuth's estimator,
   * weighted).
   */
  get left(): number {
    return this.#parts.length * Math.max(1, this.#executions / Math.max(1, this.#searched));
  }
}
