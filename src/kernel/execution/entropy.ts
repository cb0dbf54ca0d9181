// The random source of `Math.random`, `crypto.randomUUID` and the like in an execution. It is determined by one word,
// so that a schedule with that word replays them.

import { generatorFrom, mix } from "../../choice/index.ts";
import type { Generator } from "../../choice/index.ts";
import type { Task } from "../operations/task.ts";
import type { Execution } from "./execution.ts";

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

/**
 * The source of the random values of an actor: each has its own, so that what one draws does not depend on how many
 * another has drawn.
 * @param task a task of the actor; `undefined` in a rule or a check
 */
export function entropyOf(execution: Execution, task: Task | undefined): Entropy {
  execution.entropies ??= new ActorEntropies(execution.entropyWord);
  return execution.entropies.of(task?.actor.key ?? 0);
}
