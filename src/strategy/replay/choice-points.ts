// Stable names of choices, by the progress of the tasks: a choice keeps its name when earlier ones are left out, unlike
// its decision number.

/** The current choice point of an execution. */
export class ChoicePoints {
  readonly #steps: Map<number, number> = new Map();
  #latest = 0;
  #choices = 0;

  begin(): void {
    this.#steps.clear();
    this.#latest = 0;
    this.#choices = 0;
  }

  /** Records a step of the task with this key. */
  step(key: number): void {
    this.#steps.set(key, (this.#steps.get(key) ?? 0) + 1);
    this.#latest = key;
    this.#choices = 0;
  }

  /** The number of steps that the task with this key has taken. */
  stepsOf(key: number): number {
    return this.#steps.get(key) ?? 0;
  }

  /**
   * The name of a choice that is being made: the key of the task that stepped last, its number of steps, and the number
   * of choices since.
   */
  choice(): string {
    this.#choices += 1;
    return `${this.#latest}.${this.stepsOf(this.#latest)}.${this.#choices}`;
  }
}
