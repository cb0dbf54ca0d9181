// The random source of `Math.random`, `crypto.randomUUID` and the like in an execution. It is determined by one word,
// so that a schedule with that word replays them.

import { generatorFrom, mix } from "../../choice/index.ts";
import type { Generator } from "../../choice/index.ts";

/** The random values of one execution. */
export class Entropy {
  readonly #generator: Generator;

  constructor(word: number) {
    this.#generator = generatorFrom(word);
  }

  /** A number uniform in [0, 1). */
  fraction(): number {
    return this.#generator.fraction();
  }

  /** An integer uniform in 0 … 255. */
  byte(): number {
    return this.#generator.next() >>> 24;
  }
}

/** The random values of the actors of one execution. */
export class ActorEntropies {
  readonly #word: number;
  readonly #byKey: Map<number, Entropy> = new Map();

  constructor(word: number) {
    this.#word = word;
  }

  /** @param key that of the actor; 0 for a rule or a check */
  of(key: number): Entropy {
    const known = this.#byKey.get(key);
    if (known !== undefined) return known;
    const entropy = new Entropy(mix(this.#word, key));
    this.#byKey.set(key, entropy);
    return entropy;
  }
}
