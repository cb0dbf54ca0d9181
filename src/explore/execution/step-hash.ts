// The hash of one step: its operation, its object and the values that go in and come out. Compared within one process only.

import { mix } from "../../choice/index.ts";
import type { Task } from "../../kernel/index.ts";
import { ValueDigest } from "./value-digest.ts";

/** Computes the hashes of steps. */
export class StepHasher {
  readonly #values: ValueDigest = new ValueDigest();

  /** Adds a step that is about to be performed to a hash. */
  before(hash: number, { argument, object, operation }: Task): number {
    let sum = mix(hash, operation.hash ^ (object?.key ?? 0));
    if (operation.show !== undefined) {
      for (const value of operation.show(argument, object?.state)) sum = this.#values.add(sum, value);
    } else if (argument !== undefined) sum = this.#values.add(sum, argument);
    const signal = operation.signal?.(argument);
    return signal === undefined ? sum : this.#values.add(this.#values.add(sum, signal.about), signal.content);
  }

  /** Adds the result of the step. */
  after(hash: number, result: unknown): number {
    return result === undefined || typeof result === "symbol" ? hash : this.#values.add(hash, result);
  }
}
