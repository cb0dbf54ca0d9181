// The steps that the tasks of one execution still have before them, as a profile foretells. What a task will create
// counts as its own until it is created.

import type { Generator } from "../../choice/index.ts";
import type { EnabledOperation } from "../../trace/index.ts";
import type { Weights } from "./profile.ts";

const NOTHING: Weights = { withDescendants: new Map(), smallest: 1 };
/** The weight of a task that has not shown up. */
const UNKNOWN = -1;

/** Weights by operation id. */
export class WeightedTasks {
  /** Unknown from `#size` on. */
  #weights: Float64Array = new Float64Array(64).fill(UNKNOWN);
  #size = 0;
  #foretold: Weights = NOTHING;
  #running = -1;

  begin(foretold: Weights): void {
    this.#foretold = foretold;
    for (let id = 0; id < this.#size; id += 1) this.#weights[id] = UNKNOWN;
    this.#size = 0;
    this.#running = -1;
  }

  /**
   * Hears of an enabled operation. A task that it did not know takes its weight from the one that stepped last.
   * @returns the creator's weight before, when the task is new and was created
   */
  onEnabled({ id, key }: EnabledOperation): number | undefined {
    if (this.#of(id) >= 0) return undefined;
    const { smallest, withDescendants } = this.#foretold;
    const weight = withDescendants.get(key) ?? smallest;
    this.#set(id, weight);
    const before = this.#running < 0 ? UNKNOWN : this.#of(this.#running);
    if (before < 0) return undefined;
    this.#set(this.#running, Math.max(0, before - weight));
    return before;
  }

  /** The task that steps now. */
  get running(): number {
    return this.#running;
  }

  /** A task steps; whether it uses up one of the steps that are counted. */
  onStep({ id }: EnabledOperation, isCounted: boolean): void {
    this.#running = id;
    if (!isCounted) return;
    const weight = this.#of(id);
    this.#set(id, weight > 1 ? weight - 1 : 0);
  }

  /** How many counted steps a task has left, as far as the profile knows. */
  left(id: number): number {
    const weight = this.#of(id);
    return weight > 0 ? weight : 0;
  }

  /** A task has a counted step before it, whatever the profile said. */
  insist(id: number): void {
    if (this.#of(id) < 1) this.#set(id, 1);
  }

  /** All tasks that have shown up, by weight: the id of one; −1 when none has anything left. */
  drawAny(generator: Generator): number {
    let sum = 0;
    for (let id = 0; id < this.#size; id += 1) sum += this.left(id);
    if (sum === 0) return -1;
    let rest = (generator.next() / 0x1_0000_0000) * sum;
    for (let id = 0; id < this.#size; id += 1) {
      rest -= this.left(id);
      if (rest < 0) return id;
    }
    return -1;
  }

  /** A task that has exited has nothing left. */
  forget(id: number): void {
    this.#set(id, 0);
  }

  #of(id: number): number {
    return this.#weights[id] ?? UNKNOWN;
  }

  #set(id: number, weight: number): void {
    if (id >= this.#size) {
      this.#size = id + 1;
      if (id >= this.#weights.length) {
        const grown = new Float64Array(2 * id + 2).fill(UNKNOWN);
        grown.set(this.#weights);
        this.#weights = grown;
      }
    }
    this.#weights[id] = weight;
  }
}
