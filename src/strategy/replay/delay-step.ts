// Repeats an execution up to one of its steps, then holds that step back while others go on. What they do before it is
// let go is what it raced with.

import { Role } from "../../trace/index.ts";
import type { EnabledOperation } from "../../trace/index.ts";
import { defaultOperation } from "./default-schedule.ts";
import type { Move } from "./follow-order.ts";
import { LenientReplayByOrder } from "./lenient-replay.ts";
import type { Strategy } from "../strategy.ts";

/** Holds one step back. */
export class DelayStep implements Strategy {
  readonly recipe: string = "loose";
  readonly #moves: readonly Move[];
  readonly #at: number;
  readonly #release: number;
  #rest: LenientReplayByOrder;
  #steps = 0;
  #isHeld = true;

  /**
   * @param at the step that is held back, as an index of `moves`
   * @param release after how many steps of others it is let go, at the latest when there are no others
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
    this.#isHeld = true;
  }

  choose(enabled: readonly EnabledOperation[], running: EnabledOperation | undefined): number {
    if (this.#isHolding) {
      const others = enabled.filter(({ key, role }) => key !== this.#held && role !== Role.fault);
      if (others.length > 0) return this.#amongOthers(others, running);
    }
    return this.#rest.choose(enabled, running);
  }

  draw(bound: number): number {
    return this.#rest.draw(bound);
  }

  onStep(operation: EnabledOperation): void {
    if (this.#isHolding && operation.key === this.#held) this.#isHeld = false;
    this.#steps += 1;
    this.#rest.onStep(operation);
  }

  get #held(): number | undefined {
    return this.#moves[this.#at]?.key;
  }

  get #isHolding(): boolean {
    return this.#isHeld && this.#steps >= this.#at && this.#steps < this.#at + this.#release;
  }

  #amongOthers(others: readonly EnabledOperation[], running: EnabledOperation | undefined): number {
    const next = this.#rest.nextOf(others);
    return (next ?? defaultOperation(others, running?.key === this.#held ? undefined : running)).slot;
  }
}
