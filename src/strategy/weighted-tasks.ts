// The steps that the tasks of one execution still have before them, as a profile foretells. What a task will create
// counts as its own until it is created.

import type { Generator } from "../choice/index.ts";
import type { EnabledOperation } from "../trace/index.ts";
import type { Weights } from "./profile.ts";

const NOTHING: Weights = { withDescendants: new Map(), smallest: 1 };

/** Weights by operation id. */
export class WeightedTasks {
  #weights: number[] = [];
  #foretold: Weights = NOTHING;
  #running = -1;

  begin(foretold: Weights): void {
    this.#foretold = foretold;
    this.#weights = [];
    this.#running = -1;
  }

  /**
   * Hears of an enabled operation. A task that it did not know takes its weight from the one that stepped last.
   * @returns the creator's weight before, when the task is new
   */
  onEnabled({ id, key }: EnabledOperation): number | undefined {
    if (this.#weights[id] !== undefined) return undefined;
    const { smallest, withDescendants } = this.#foretold;
    const weight = withDescendants.get(key) ?? smallest;
    this.#weights[id] = weight;
    const before = this.#weights[this.#running];
    if (before === undefined) return undefined;
    this.#weights[this.#running] = Math.max(0, before - weight);
    return before;
  }

  /** The task that steps now. */
  get running(): number {
    return this.#running;
  }

  /** A task steps; whether it uses up one of the steps that are counted. */
  onStep({ id }: EnabledOperation, isCounted: boolean): void {
    this.#running = id;
    if (isCounted) this.#weights[id] = Math.max(0, (this.#weights[id] ?? 1) - 1);
  }

  /** How many counted steps a task has left, as far as the profile knows. */
  left(id: number): number {
    return this.#weights[id] ?? 0;
  }

  /** A task has a counted step before it, whatever the profile said. */
  insist(id: number): void {
    this.#weights[id] = Math.max(1, this.#weights[id] ?? 1);
  }

  /** All tasks that have shown up, by weight: the id of one; −1 when none has anything left. */
  drawAny(generator: Generator): number {
    let sum = 0;
    for (const weight of this.#weights) sum += weight ?? 0;
    if (sum === 0) return -1;
    let rest = (generator.next() / 0x1_0000_0000) * sum;
    for (let id = 0; id < this.#weights.length; id += 1) {
      rest -= this.#weights[id] ?? 0;
      if (rest < 0) return id;
    }
    return -1;
  }

  /** A task that has exited has nothing left. */
  forget(id: number): void {
    this.#weights[id] = 0;
  }
}
