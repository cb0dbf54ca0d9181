// Repeats an execution of a reduction in an order that a real one can have, given as a list of tasks and operations.

import { ReplayDivergence } from "../../errors.ts";
import type { EnabledOperation } from "../../trace/index.ts";
import type { ExecutionStart, Strategy } from "../strategy.ts";

/** One event to repeat. */
export interface Move {
  /** The key of the task that performs it. */
  readonly key: number;
  readonly kind: string;
  /** The values that it draws, in order. */
  readonly values: readonly number[];
}

/** Performs moves in their order. */
export class FollowOrder implements Strategy {
  readonly recipe: string = "recorded";
  readonly #moves: readonly Move[];
  /** The strategy that continues where the moves do not fit. */
  readonly #substitute: Strategy | undefined;
  #next = 0;
  /** The values that the running move has drawn. */
  #drawn = 0;
  #hasDiverged = false;

  /** @param substitute continues where the moves do not fit. Default: moves that do not fit are an error */
  constructor(moves: readonly Move[], substitute?: Strategy) {
    this.#moves = moves;
    this.#substitute = substitute;
  }

  /** Whether the latest execution left the moves. */
  get hasDiverged(): boolean {
    return this.#hasDiverged || this.#next !== this.#moves.length;
  }

  begin(start: ExecutionStart): void {
    this.#next = 0;
    this.#hasDiverged = false;
    this.#substitute?.begin(start);
  }

  choose(enabled: readonly EnabledOperation[], running: EnabledOperation | undefined): number {
    const move = this.#moves[this.#next];
    const operation = enabled.find(({ key, kind }) => key === move?.key && kind === move.kind);
    if (operation !== undefined && !this.#hasDiverged) return operation.slot;
    if (this.#substitute !== undefined) {
      this.#hasDiverged = true;
      return this.#substitute.choose(enabled, running);
    }
    const difference =
      move === undefined
        ? `it should have ended after ${this.#next} steps`
        : `${move.kind} should come after ${this.#next} steps, but is not enabled`;
    throw new ReplayDivergence(
      `The execution did not repeat: ${difference}. Something outside heddle's control differs from run to run: ` +
        "state kept between executions, real time or input. Create all state inside the program.",
      { code: "not-repeatable" },
    );
  }

  draw(bound: number): number {
    const value = this.#moves[this.#next - 1]?.values[this.#drawn] ?? 0;
    this.#drawn += 1;
    return value < bound ? value : 0;
  }

  onStep({ key, kind }: EnabledOperation): void {
    const move = this.#moves[this.#next];
    if (key !== move?.key || kind !== move.kind) this.#hasDiverged = true;
    this.#next += 1;
    this.#drawn = 0;
  }
}
