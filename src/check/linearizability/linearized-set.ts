// The set of operations that a search has linearized so far, as a bit set with an incremental hash.
//
// Operations are numbered by invocation, those with a response first. Nearly always all operations up to some number
// are in the set and none from some later number on, so a copy only needs the words in between: `from` to `to`.

import { must } from "../../errors.ts";
import { mix } from "../../choice/index.ts";

const FULL = 0xffff_ffff;

/** A set of operations. */
export class LinearizedSet {
  /** The bits of the operations with a response. */
  readonly completed: Uint32Array;
  /** The bits of the pending operations. */
  readonly pending: Uint32Array;
  /** All words before this one are full. */
  from = 0;
  /** All words from this one on are empty, if it comes after `from`. */
  to = 0;
  hash = 0;
  readonly #first: number;

  /**
   * @param count the number of operations
   * @param firstPending the number of the first pending operation
   */
  constructor(count: number, firstPending: number) {
    this.completed = new Uint32Array(Math.ceil(firstPending / 32));
    this.pending = new Uint32Array(Math.ceil((count - firstPending) / 32));
    this.#first = firstPending;
  }

  has(operation: number): boolean {
    const bit = operation < this.#first ? operation : operation - this.#first;
    const words = operation < this.#first ? this.completed : this.pending;
    return (must(words[bit >>> 5], "every operation has a bit") & (1 << (bit & 31))) !== 0;
  }

  add(operation: number): void {
    if (!this.#flip(operation)) return;
    this.to = Math.max(this.to, (operation >>> 5) + 1);
    while (this.completed[this.from] === FULL) this.from += 1;
  }

  remove(operation: number): void {
    if (!this.#flip(operation)) return;
    this.from = Math.min(this.from, operation >>> 5);
    while (this.to > 0 && this.completed[this.to - 1] === 0) this.to -= 1;
  }

  /** Adds or removes an operation; returns whether it has a response. */
  #flip(operation: number): boolean {
    this.hash ^= mix(operation, 0x51ed);
    const hasResponse = operation < this.#first;
    const words = hasResponse ? this.completed : this.pending;
    const bit = hasResponse ? operation : operation - this.#first;
    words[bit >>> 5] = (words[bit >>> 5] ?? 0) ^ (1 << (bit & 31));
    return hasResponse;
  }
}
