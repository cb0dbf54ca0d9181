// A growing list of 32-bit numbers: what a search keeps of each step must be small.

const FIRST_CAPACITY = 16;

/** A list of 32-bit integers. */
export class NumberList {
  #buffer: Int32Array = new Int32Array(FIRST_CAPACITY);
  #length = 0;

  get length(): number {
    return this.#length;
  }

  /** Cuts the list. */
  set length(length: number) {
    this.#length = length;
  }

  /** The number at a position; 0 beyond the end. */
  at(index: number): number {
    return index < this.#length ? (this.#buffer[index] ?? 0) : 0;
  }

  set(index: number, value: number): void {
    this.#buffer[index] = value;
  }

  push(value: number): void {
    if (this.#length === this.#buffer.length) {
      const larger = new Int32Array(this.#length * 2);
      larger.set(this.#buffer);
      this.#buffer = larger;
    }
    this.#buffer[this.#length] = value;
    this.#length += 1;
  }

  /** A copy of its numbers. */
  slice(): Int32Array {
    return this.#buffer.slice(0, this.#length);
  }
}
