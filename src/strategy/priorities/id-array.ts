// Numbers by operation id, in a typed array that grows on demand.

/** An array of numbers whose elements are all `initial` until they are set. */
export class IdArray {
  readonly #initial: number;
  /** The elements, for reading and for writing below its length. `set` may replace the array. */
  values: Float64Array;
  #size = 0;

  constructor(initial: number = 0) {
    this.#initial = initial;
    this.values = new Float64Array(64).fill(initial);
  }

  /** The number of elements that `set` has reached. */
  get size(): number {
    return this.#size;
  }

  set(id: number, value: number): void {
    if (id >= this.#size) this.#extend(id);
    this.values[id] = value;
  }

  /** Resets the elements that have been set. */
  clear(): void {
    this.values.fill(this.#initial, 0, this.#size);
    this.#size = 0;
  }

  #extend(id: number): void {
    this.#size = id + 1;
    if (id < this.values.length) return;
    const values = new Float64Array(2 * id + 2).fill(this.#initial);
    values.set(this.values);
    this.values = values;
  }
}
