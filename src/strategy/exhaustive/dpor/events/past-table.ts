// The footprint that an event had after each past: a hash table in typed arrays, since there is an entry for each past.

const FIRST_CAPACITY = 64;
/** Pasts that are remembered at least, the latest: what is forgotten counts as never seen. */
const MOST = 4_096;

/** Numbers by pasts; a past is a hash in two halves. */
export class PastTable {
  #entries: Entries = new Entries(FIRST_CAPACITY);
  /** Those before, once there have been too many. */
  #older: Entries | undefined = undefined;

  /** The number of a past; −1 if it is unknown. */
  get(a: number, b: number): number {
    const recent = this.#entries.get(a, b);
    return recent < 0 && this.#older !== undefined ? this.#older.get(a, b) : recent;
  }

  /** @param value not negative */
  set(a: number, b: number, value: number): void {
    const { capacity, size } = this.#entries;
    if (size === MOST) {
      this.#older = this.#entries;
      this.#entries = new Entries(FIRST_CAPACITY);
    } else if (2 * size >= capacity) this.#entries = this.#entries.copy(2 * capacity);
    this.#entries.set(a, b, value);
  }
}

/** Open addressing; never more than half full. */
class Entries {
  readonly capacity: number;
  size = 0;
  /** For each slot the two halves of a past, and its number plus one; 0 for an empty slot. */
  readonly #slots: Int32Array;

  constructor(capacity: number) {
    this.capacity = capacity;
    this.#slots = new Int32Array(3 * capacity);
  }

  get(a: number, b: number): number {
    return (this.#slots[this.#find(a, b) + 2] ?? 0) - 1;
  }

  set(a: number, b: number, value: number): void {
    const slot = this.#find(a, b);
    if (this.#slots[slot + 2] === 0) this.size += 1;
    this.#slots[slot] = a;
    this.#slots[slot + 1] = b;
    this.#slots[slot + 2] = value + 1;
  }

  copy(capacity: number): Entries {
    const larger = new Entries(capacity);
    const slots = this.#slots;
    for (let slot = 0; slot < slots.length; slot += 3) {
      const value = slots[slot + 2] ?? 0;
      if (value > 0) larger.set(slots[slot] ?? 0, slots[slot + 1] ?? 0, value - 1);
    }
    return larger;
  }

  #find(a: number, b: number): number {
    const slots = this.#slots;
    const mask = this.capacity - 1;
    for (let slot = a & mask; ; slot = (slot + 1) & mask) {
      const at = 3 * slot;
      if (slots[at + 2] === 0 || (slots[at] === a && slots[at + 1] === b)) return at;
    }
  }
}
