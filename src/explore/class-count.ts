// How many distinct classes were seen, and how many of them once. A hash set of doubles in typed arrays: a Set of
// boxed numbers would take five times the memory, and the garbage collector's time.

const FIRST_CAPACITY = 1_024;

/** Counts classes by their hash. */
export class ClassCount {
  #slots: Float64Array = new Float64Array(FIRST_CAPACITY);
  /** 0 for a free slot, 1 for a class seen once, 2 for one seen more often. */
  #seen: Uint8Array = new Uint8Array(FIRST_CAPACITY);
  #distinct = 0;
  #once = 0;
  #total = 0;

  /** How many distinct classes were seen. */
  get distinct(): number {
    return this.#distinct;
  }

  /**
   * The chance that one more execution shows a new class (Good, "The population frequencies of species and the
   * estimation of population parameters", 1953; due to Turing): the share of executions whose class was seen once.
   * Meaningful for a strategy whose executions are drawn alike.
   */
  get unseen(): number {
    return this.#total === 0 ? 1 : this.#once / this.#total;
  }

  add(number: number): void {
    this.#total += 1;
    const slot = this.#find(number);
    if (this.#seen[slot] === 0) {
      this.#slots[slot] = number;
      this.#seen[slot] = 1;
      this.#distinct += 1;
      this.#once += 1;
      if (this.#distinct * 2 > this.#slots.length) this.#grow();
    } else if (this.#seen[slot] === 1) {
      this.#seen[slot] = 2;
      this.#once -= 1;
    }
  }

  #find(number: number): number {
    const mask = this.#slots.length - 1;
    let slot = (number % 0x1_0000_0000) & mask;
    while (this.#seen[slot] !== 0 && this.#slots[slot] !== number) slot = (slot + 1) & mask;
    return slot;
  }

  #grow(): void {
    const slots = this.#slots;
    const seen = this.#seen;
    this.#slots = new Float64Array(slots.length * 2);
    this.#seen = new Uint8Array(slots.length * 2);
    for (let index = 0; index < slots.length; index += 1) {
      const times = seen[index] ?? 0;
      if (times === 0) continue;
      const number = slots[index] ?? 0;
      const slot = this.#find(number);
      this.#slots[slot] = number;
      this.#seen[slot] = times;
    }
  }
}
