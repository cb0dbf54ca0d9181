// The hash of one step: its operation, its object and the values that go in and come out. Compared within one process only.

import { mix } from "../../choice/index.ts";
import type { Task } from "../../kernel/index.ts";
import { ValueDigest } from "./value-digest.ts";

/** Computes the hashes of steps. */
export class StepHasher {
  readonly #values: ValueDigest = new ValueDigest();

  /** Adds a step that is about to be performed to a hash, with what its signal carries. */
  before(hash: number, task: Task): number {
    const sum = this.call(hash, task);
    const signal = task.operation.signal?.(task.argument);
    return signal === undefined ? sum : this.#values.add(this.#values.add(sum, signal.about), signal.content);
  }

  /** The same without what its signal carries: the values that the code of the program passed. */
  call(hash: number, { argument, object, operation }: Task): number {
    let sum = mix(hash, operation.hash ^ (object?.key ?? 0));
    if (operation.show !== undefined) {
      for (const value of operation.show(argument, object?.state)) sum = this.#values.add(sum, value);
    } else if (argument !== undefined) sum = this.#values.add(sum, argument);
    return sum;
  }

  /** Adds the result of the step. */
  after(hash: number, result: unknown): number {
    return result === undefined || typeof result === "symbol" ? hash : this.#values.add(hash, result);
  }
}
