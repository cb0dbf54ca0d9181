// The estimated numbers of steps that the tasks of an execution have left, according to a profile. The steps of a task
// count as its creator's until it is created.

import type { Generator } from "../../choice/index.ts";
import type { EnabledOperation } from "../../trace/index.ts";
import { IdArray } from "../priorities/id-array.ts";
import type { Weights } from "./profile.ts";

const NOTHING: Weights = { withDescendants: new Map(), smallest: 1 };
/** The weight of a task that has not appeared. */
const UNKNOWN = -1;

/** Weights by operation id. */
export class WeightedTasks {
  readonly #weights: IdArray = new IdArray(UNKNOWN);
  #profiled: Weights = NOTHING;
  #running = -1;

  begin(profiled: Weights): void {
    this.#profiled = profiled;
    this.#weights.clear();
    this.#running = -1;
  }

  /**
   * Records an enabled operation. A new task takes its weight from the task that stepped last.
   * @returns the creator's weight before, when the task is new and was created
   */
  onEnabled({ id, key }: EnabledOperation): number | undefined {
    if (this.#weightOf(id) >= 0) return undefined;
    const { smallest, withDescendants } = this.#profiled;
    const weight = withDescendants.get(key) ?? smallest;
    this.#weights.set(id, weight);
    const before = this.#running < 0 ? UNKNOWN : this.#weightOf(this.#running);
    if (before < 0) return undefined;
    this.#weights.set(this.#running, Math.max(0, before - weight));
    return before;
  }

  /** The task that is stepping now. */
  get running(): number {
    return this.#running;
  }

  /** Records a step; `isCounted` if it uses up one of the steps that are counted. */
  onStep({ id }: EnabledOperation, isCounted: boolean): void {
    this.#running = id;
    if (!isCounted) return;
    const weight = this.#weightOf(id);
    this.#weights.set(id, weight > 1 ? weight - 1 : 0);
  }

  /** The number of counted steps that a task has left, according to the profile. */
  left(id: number): number {
    const weight = this.#weightOf(id);
    return weight > 0 ? weight : 0;
  }

  /** Gives a task at least one counted step, whatever the profile says. */
  ensureStep(id: number): void {
    if (this.#weightOf(id) < 1) this.#weights.set(id, 1);
  }

  /** The id of a random task among all that have appeared, drawn by weight; −1 when none has steps left. */
  drawAny(generator: Generator): number {
    let sum = 0;
    for (let id = 0; id < this.#weights.size; id += 1) sum += this.left(id);
    if (sum === 0) return -1;
    let rest = (generator.next() / 0x1_0000_0000) * sum;
    for (let id = 0; id < this.#weights.size; id += 1) {
      rest -= this.left(id);
      if (rest < 0) return id;
    }
    return -1;
  }

  /** Sets the weight of a task that has exited to 0. */
  clear(id: number): void {
    this.#weights.set(id, 0);
  }

  #weightOf(id: number): number {
    return this.#weights.values[id] ?? UNKNOWN;
  }
}
