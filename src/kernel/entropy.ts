// What an execution's `Math.random`, `crypto.randomUUID` and the like draw from: determined by one word, so that a
// schedule with that word replays them.

import { generatorFrom } from "../choice/index.ts";
import type { Generator } from "../choice/index.ts";

/** The random values of one execution's program. */
export class Entropy {
  readonly word: number;
  #generator: Generator | undefined;

  constructor(word: number) {
    this.word = word;
  }

  /** Whether the program has drawn anything. */
  get isUsed(): boolean {
    return this.#generator !== undefined;
  }

  /** A number uniform in [0, 1). */
  fraction(): number {
    return this.#draws().fraction();
  }

  /** An integer uniform in 0 … 255. */
  byte(): number {
    return this.#draws().next() >>> 24;
  }

  #draws(): Generator {
    this.#generator ??= generatorFrom(this.word);
    return this.#generator;
  }
}
