// A fresh random priority for each operation of each task, drawn on first use.

import { generatorFrom } from "../../choice/index.ts";
import type { Generator } from "../../choice/index.ts";
import type { EnabledOperation } from "../../trace/index.ts";
import { IdArray } from "./id-array.ts";

const UNDRAWN = -1;

/** The priorities of one execution's pending operations. */
export class FreshPriorities {
  /** By operation id. Those of earlier executions stay and are never read: every operation is announced first. */
  readonly #priorities: IdArray = new IdArray(UNDRAWN);
  #generator: Generator = generatorFrom(0);

  begin(generator: Generator): void {
    this.#generator = generator;
  }

  /** Discards the priority of an operation that is new or enabled again. */
  renew({ id }: EnabledOperation): void {
    this.#priorities.set(id, UNDRAWN);
  }

  /** An integer uniform in 0 … 2³²−1. */
  of({ id }: EnabledOperation): number {
    const known = this.#priorities.values[id] ?? UNDRAWN;
    if (known >= 0) return known;
    const priority = this.#generator.next();
    this.#priorities.values[id] = priority;
    return priority;
  }
}
