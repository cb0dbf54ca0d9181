// The random number generator of one execution. sfc32 (Chris Doty-Humphrey, PractRand) draws in about 3 ns and is
// reseeded in place, whereas building one of seedrandom's generators costs 0.8 to 4 µs, as much as a whole execution.

import { mix } from "./hash.ts";

const { imul } = Math;

/** Rounds discarded after seeding, so that seeds that differ in one bit share no prefix. */
const WARM_UP_ROUNDS = 12;

/** A reseedable stream of uniform 32-bit integers. The generator is sfc32 of PractRand. */
export class Generator {
  #a = 0;
  #b = 0;
  #c = 0;
  #counter = 1;

  /** Starts the stream determined by four 32-bit words. */
  seed(a: number, b: number, c: number, counter: number): void {
    this.#a = a | 0;
    this.#b = b | 0;
    this.#c = c | 0;
    this.#counter = counter | 0;
    for (let round = 0; round < WARM_UP_ROUNDS; round += 1) this.#step();
  }

  /** The next integer, uniform in 0 … 2³²−1. */
  next(): number {
    return this.#step() >>> 0;
  }

  /**
   * An integer uniform in 0 … bound−1, without bias (Lemire, "Fast random integer generation in an
   * interval", 2019): the low half of the product identifies the few draws that must be rejected. Small bounds, which
   * are nearly all bounds in practice, use 16 bits of a draw and integer arithmetic only.
   * @param bound a positive integer below 2²¹, so that the product is exact in a double
   */
  below(bound: number): number {
    if (bound > 0x7fff) return this.#belowLarge(bound);
    let product = imul(this.#step() >>> 16, bound);
    if ((product & 0xffff) < bound) {
      const threshold = (0x1_0000 - bound) % bound;
      while ((product & 0xffff) < threshold) product = imul(this.#step() >>> 16, bound);
    }
    return product >>> 16;
  }

  /** A number uniform in [0, 1) with 53 random bits. */
  fraction(): number {
    return ((this.next() >>> 5) * 0x400_0000 + (this.next() >>> 6)) / 0x20_0000_0000_0000;
  }

  #step(): number {
    const result = (((this.#a + this.#b) | 0) + this.#counter) | 0;
    this.#counter = (this.#counter + 1) | 0;
    this.#a = this.#b ^ (this.#b >>> 9);
    this.#b = (this.#c + (this.#c << 3)) | 0;
    this.#c = (((this.#c << 21) | (this.#c >>> 11)) + result) | 0;
    return result;
  }

  #belowLarge(bound: number): number {
    let product = this.next() * bound;
    let low = product >>> 0;
    if (low < bound) {
      const threshold = (0x1_0000_0000 - bound) % bound;
      while (low < threshold) {
        product = this.next() * bound;
        low = product >>> 0;
      }
    }
    return Math.floor(product / 0x1_0000_0000);
  }
}

/** A generator whose stream is determined by one 32-bit word. */
export function generatorFrom(word: number): Generator {
  const generator = new Generator();
  generator.seed(mix(word, 1), mix(word, 2), mix(word, 3), 1);
  return generator;
}
