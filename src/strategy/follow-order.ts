// Follows an execution of a reduction in the order that a real one has: a list of who performs what.

import { ReplayDivergence } from "../errors.ts";
import type { EnabledOperation } from "../trace/index.ts";
import type { Strategy } from "./strategy.ts";

/** One event to repeat. */
export interface Move {
  /** The key of the task that performs it. */
  readonly key: number;
  readonly kind: string;
  /** The value that it draws; −1 for none. */
  readonly value: number;
}

/** Performs moves in their order. A receive that waits is performed with the delivery of its message, out of turn. */
export class FollowOrder implements Strategy {
  readonly recipe: string = "recorded";
  readonly #moves: readonly Move[];
  #done: boolean[] = [];
  #next = 0;
  #latest: Move | undefined = undefined;

  constructor(moves: readonly Move[]) {
    this.#moves = moves;
  }

  begin(): void {
    this.#done = [];
    this.#next = 0;
    this.#latest = undefined;
  }

  choose(enabled: readonly EnabledOperation[]): number {
    const move = this.#moves[this.#next];
    const operation = enabled.find(({ key, kind }) => key === move?.key && kind === move.kind);
    if (operation !== undefined) return operation.slot;
    throw new ReplayDivergence(
      `The execution did not repeat: ${move === undefined ? "it should have ended" : `${move.kind} should come`} ` +
        `after ${this.#next} steps, and is not enabled. Something outside heddle's control differs from run to run: ` +
        "state kept between executions, real time or input. Create all state inside the program.",
      { code: "not-repeatable" },
    );
  }

  draw(bound: number): number {
    const value = Math.max(this.#latest?.value ?? 0, 0);
    return value < bound ? value : 0;
  }

  onStep({ key, kind }: EnabledOperation): void {
    const place = this.#placeOf(key, kind);
    if (place < 0) return;
    this.#done[place] = true;
    this.#latest = this.#moves[place];
    while (this.#done[this.#next] === true) this.#next += 1;
  }

  #placeOf(key: number, kind: string): number {
    for (let place = this.#next; place < this.#moves.length; place += 1) {
      const move = this.#moves[place];
      if (this.#done[place] !== true && move?.key === key && move.kind === kind) return place;
    }
    return -1;
  }
}
