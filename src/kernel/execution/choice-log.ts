// What was chosen, decision by decision: all that an execution keeps of itself while exploring. One buffer serves all
// executions of an exploration, and the garbage collector has nothing to follow in it.

const FIRST_CAPACITY = 256;

/** Raw indices into the enabled list and drawn values, in order. */
export class ChoiceLog {
  #buffer: Int32Array = new Int32Array(FIRST_CAPACITY);
  #length = 0;

  /** Forgets the execution before. */
  clear(): void {
    this.#length = 0;
  }

  push(choice: number): void {
    if (this.#length === this.#buffer.length) this.#grow();
    this.#buffer[this.#length] = choice;
    this.#length += 1;
  }

  /** A copy, for an execution that is to be run again. */
  toArray(): readonly number[] {
    return [...this.#buffer.subarray(0, this.#length)];
  }

  #grow(): void {
    const larger = new Int32Array(this.#buffer.length * 2);
    larger.set(this.#buffer);
    this.#buffer = larger;
  }
}
