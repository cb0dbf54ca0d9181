// Repeats an execution up to one of its steps, then delays that step while other tasks continue. The steps that they
// take until it is released are those that it may race with.

import { Role } from "../../trace/index.ts";
import type { EnabledOperation } from "../../trace/index.ts";
import { defaultOperation } from "./default-schedule.ts";
import type { Move } from "./follow-order.ts";
import { LenientReplayByOrder } from "./lenient-replay.ts";
import type { Strategy } from "../strategy.ts";

/** Delays one step. */
export class DelayStep implements Strategy {
  readonly recipe: string = "loose";
  readonly #moves: readonly Move[];
  readonly #at: number;
  readonly #release: number;
  #rest: LenientReplayByOrder;
  #steps = 0;
  #isPending = true;

  /**
   * @param at the step to delay, as an index of `moves`
   * @param release the number of steps of other tasks after which it is released, or earlier when no other is enabled
   */
  constructor(moves: readonly Move[], at: number, release: number) {
    this.#moves = moves;
    this.#at = at;
    this.#release = release;
    this.#rest = new LenientReplayByOrder(moves);
  }

  begin(): void {
    this.#rest = new LenientReplayByOrder(this.#moves);
    this.#rest.begin();
    this.#steps = 0;
    this.#isPending = true;
  }

  choose(enabled: readonly EnabledOperation[], running: EnabledOperation | undefined): number {
    if (this.#isDelaying) {
      const others = enabled.filter(({ key, role }) => key !== this.#delayed && role !== Role.fault);
      if (others.length > 0) return this.#amongOthers(others, running);
    }
    return this.#rest.choose(enabled, running);
  }

  draw(bound: number): number {
    return this.#rest.draw(bound);
  }

  onStep(operation: EnabledOperation): void {
    if (this.#isDelaying && operation.key === this.#delayed) this.#isPending = false;
    this.#steps += 1;
    this.#rest.onStep(operation);
  }

  get #delayed(): number | undefined {
    return this.#moves[this.#at]?.key;
  }

  get #isDelaying(): boolean {
    return this.#isPending && this.#steps >= this.#at && this.#steps < this.#at + this.#release;
  }

  #amongOthers(others: readonly EnabledOperation[], running: EnabledOperation | undefined): number {
    const next = this.#rest.nextOf(others);
    return (next ?? defaultOperation(others, running?.key === this.#delayed ? undefined : running)).slot;
  }
}
