// The digest of each class that was run. A hash table in typed arrays, since there may be millions; beyond its largest
// size it keeps every second class, every fourth, and so on, by their hashes.

const INITIAL_CAPACITY = 1_024;
/** The number of classes that are kept at most. */
const MOST = 1 << 20;

/** Digests by class. */
export class ClassDigests {
  #classes: Float64Array = new Float64Array(INITIAL_CAPACITY);
  #digests: Int32Array = new Int32Array(INITIAL_CAPACITY);
  #isUsed: Uint8Array = new Uint8Array(INITIAL_CAPACITY);
  #size = 0;
  readonly #most: number;
  /** Classes whose numbers are not divisible by it are not kept. */
  #modulus = 1;

  /** @param most the number of classes that are kept at most */
  constructor(most: number = MOST) {
    this.#most = most;
  }

  /** Whether a class is among those that are kept, if it was run. */
  keeps(number: number): boolean {
    return number % this.#modulus === 0;
  }

  /** The digest of a class; `undefined` if it was not run. */
  get(number: number): number | undefined {
    const slot = this.#find(number);
    return this.#isUsed[slot] === 1 ? this.#digests[slot] : undefined;
  }

  /** Adds a class, unless it is there. @returns the digest that it has */
  add(number: number, digest: number): number {
    if (!this.keeps(number)) return digest;
    const slot = this.#find(number);
    if (this.#isUsed[slot] === 1) return this.#digests[slot] ?? digest;
    this.#classes[slot] = number;
    this.#digests[slot] = digest;
    this.#isUsed[slot] = 1;
    this.#size += 1;
    if (this.#size > this.#most) this.#modulus *= 2;
    if (this.#size > this.#most) this.#rebuild(this.#classes.length);
    else if (this.#size * 2 > this.#classes.length) this.#rebuild(this.#classes.length * 2);
    return digest;
  }

  #find(number: number): number {
    const mask = this.#classes.length - 1;
    // The lowest bits say whether a class is kept.
    let slot = Math.floor(number / 0x10_0000) & mask;
    while (this.#isUsed[slot] === 1 && this.#classes[slot] !== number) slot = (slot + 1) & mask;
    return slot;
  }

  #rebuild(capacity: number): void {
    const before = { classes: this.#classes, digests: this.#digests, isUsed: this.#isUsed };
    this.#classes = new Float64Array(capacity);
    this.#digests = new Int32Array(capacity);
    this.#isUsed = new Uint8Array(capacity);
    this.#size = 0;
    for (const [slot, number] of before.classes.entries()) {
      if (before.isUsed[slot] !== 1 || !this.keeps(number)) continue;
      const to = this.#find(number);
      this.#classes[to] = number;
      this.#digests[to] = before.digests[slot] ?? 0;
      this.#isUsed[to] = 1;
      this.#size += 1;
    }
  }
}
