// The length of executions, in decisions, over which change points and delays are drawn. Updated from round to round,
// since within a round a strategy may use only what it knew at the start.

import type { Feedback } from "../strategy.ts";

/** The length of the longest execution seen so far. */
export class LengthEstimate {
  #known = 0;
  #latest = 0;

  /** The longest of the earlier rounds; 0 before the first has ended. */
  get known(): number {
    return this.#known;
  }

  /** Records the length of an execution. */
  note(decisions: number): void {
    this.#latest = decisions;
  }

  /** The length of the execution that has just ended, if longer than all those of earlier rounds. */
  feedback(): number | undefined {
    return this.#latest > this.#known ? this.#latest : undefined;
  }

  /** Updates the estimate with the feedback of a round. */
  update(feedback: readonly Feedback[]): void {
    for (const { data } of feedback) {
      if (typeof data === "number" && data > this.#known) this.#known = data;
    }
  }
}
