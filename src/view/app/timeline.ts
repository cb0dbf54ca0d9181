// The state after any step of an execution. Every hundredth state is kept, so that going back is as fast as going forth.

import type { ViewExecution } from "../document.ts";

/** The rows of a part, and whether the step changed them. */
export interface PartState {
  readonly rows: readonly string[];
  readonly isNew: boolean;
}

const KEPT_EVERY = 100;

/** The states of one execution. */
export class Timeline {
  readonly #changes: ViewExecution["changes"];
  readonly #kept: ReadonlyMap<number, readonly string[]>[] = [new Map()];

  constructor({ changes }: ViewExecution) {
    this.#changes = changes;
  }

  /** The parts that exist after a step, by their index. @param step from 1; 0 for the state before the first */
  after(step: number): ReadonlyMap<number, PartState> {
    const from = Math.floor(step / KEPT_EVERY);
    while (this.#kept.length <= from) {
      const at = this.#kept.length * KEPT_EVERY;
      this.#kept.push(this.#advance(this.#kept.at(-1) ?? new Map(), at - KEPT_EVERY, at));
    }
    const state = this.#advance(this.#kept[from] ?? new Map(), from * KEPT_EVERY, step + 1);
    const changed = new Set(this.#changes[step]?.map(([part]) => part));
    return new Map(
      [...state]
        .toSorted(([one], [other]) => one - other)
        .map(([part, rows]) => [part, { rows, isNew: changed.has(part) }]),
    );
  }

  #advance(
    state: ReadonlyMap<number, readonly string[]>,
    from: number,
    to: number,
  ): ReadonlyMap<number, readonly string[]> {
    const next = new Map(state);
    for (const [part, rows] of this.#changes.slice(from, to).flat()) {
      if (rows === null) next.delete(part);
      else next.set(part, rows);
    }
    return next;
  }
}
