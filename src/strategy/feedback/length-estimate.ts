// How long executions are, in decisions: what change points and delays are drawn over. Learnt from round to round,
// since within a round a strategy may know only what it knew at the beginning.

import type { Lesson } from "../strategy.ts";

/** The longest execution seen so far. */
export class LearntLength {
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
  lesson(): number | undefined {
    return this.#latest > this.#known ? this.#latest : undefined;
  }

  /** Takes over what `lesson` gave after the executions of a round. */
  learn(lessons: readonly Lesson[]): void {
    for (const { taught } of lessons) {
      if (typeof taught === "number" && taught > this.#known) this.#known = taught;
    }
  }
}
