// Names the choices of an execution by how far its tasks have come, so that a choice keeps its name when others are left
// out before it. A decision's number does not.

/** Where an execution stands. */
export class ChoicePoints {
  readonly #steps: Map<number, number> = new Map();
  #latest = 0;
  #choices = 0;

  begin(): void {
    this.#steps.clear();
    this.#latest = 0;
    this.#choices = 0;
  }

  /** The task with this key steps. */
  step(key: number): void {
    this.#steps.set(key, (this.#steps.get(key) ?? 0) + 1);
    this.#latest = key;
    this.#choices = 0;
  }

  /** How many steps the task with this key has taken. */
  stepsOf(key: number): number {
    return this.#steps.get(key) ?? 0;
  }

  /** A choice is taken: its name. After which step of which task it is, and which one after it. */
  choice(): string {
    this.#choices += 1;
    return `${this.#latest}.${this.stepsOf(this.#latest)}.${this.#choices}`;
  }
}
