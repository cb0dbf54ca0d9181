// A fresh random priority for each operation of each task, drawn on first use.

import { generatorFrom } from "../../choice/index.ts";
import type { Generator } from "../../choice/index.ts";
import type { EnabledOperation } from "../../trace/index.ts";

const UNDRAWN = -1;

/** The priorities of one execution's pending operations. */
export class FreshPriorities {
  /** By operation id. Those of earlier executions stay and are never read: every operation is announced first. */
  #priorities: Float64Array = new Float64Array(64);
  #generator: Generator = generatorFrom(0);

  begin(generator: Generator): void {
    this.#generator = generator;
  }

  /** Discards the priority of an operation that is new or enabled again. */
  renew({ id }: EnabledOperation): void {
    if (id >= this.#priorities.length) {
      const grown = new Float64Array(2 * id + 2);
      grown.set(this.#priorities);
      this.#priorities = grown;
    }
    this.#priorities[id] = UNDRAWN;
  }

  /** An integer uniform in 0 … 2³²−1. */
  of({ id }: EnabledOperation): number {
    const known = this.#priorities[id] ?? UNDRAWN;
    if (known >= 0) return known;
    const priority = this.#generator.next();
    this.#priorities[id] = priority;
    return priority;
  }
}
