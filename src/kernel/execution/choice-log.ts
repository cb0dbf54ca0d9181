// The log of choices, the only record that an untraced execution keeps. One buffer serves all executions of an
// exploration, and it contains no references for the garbage collector to follow.

const FIRST_CAPACITY = 256;

/** Indices into the enabled list and drawn values, in order. */
export class ChoiceLog {
  #buffer: Int32Array = new Int32Array(FIRST_CAPACITY);
  #length = 0;

  /** Discards the previous execution. */
  clear(): void {
    this.#length = 0;
  }

  push(choice: number): void {
    if (this.#length === this.#buffer.length) this.#grow();
    this.#buffer[this.#length] = choice;
    this.#length += 1;
  }

  /** A copy, for replaying the execution. */
  toArray(): readonly number[] {
    // A loop: spreading a typed array takes its iterator, which costs twenty times as much.
    const choices: number[] = [];
    for (let at = 0; at < this.#length; at += 1) choices.push(this.#buffer[at] ?? 0);
    return choices;
  }

  #grow(): void {
    const larger = new Int32Array(this.#buffer.length * 2);
    larger.set(this.#buffer);
    this.#buffer = larger;
  }
}
