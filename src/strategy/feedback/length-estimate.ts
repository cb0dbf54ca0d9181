// How long executions are, in decisions: what change points and delays are drawn over. Learnt from round to round,
// since within a round a strategy may know only what it knew at the beginning.

import type { Feedback } from "../strategy.ts";

/** The longest execution seen so far. */
export class LengthEstimate {
  #known = 0;
  #latest = 0;

  /** The longest of the earlier rounds; 0 before the first has ended. */
  get known(): number {
    return this.#known;
  }

  /** An execution has ended. */
  note(decisions: number): void {
    this.#latest = decisions;
  }

  /** The length of the execution that has ended, if none of an earlier round was as long. */
  feedback(): number | undefined {
    return this.#latest > this.#known ? this.#latest : undefined;
  }

  /** Takes over what `lesson` gave after the executions of a round. */
  update(feedback: readonly Feedback[]): void {
    for (const { data } of feedback) {
      if (typeof data === "number" && data > this.#known) this.#known = data;
    }
  }
}
