// What an execution did, as one number that does not depend on the order of independent steps: each task's operations
// with their objects and values are hashed in their order, and the hashes of all tasks are added. Two executions of one
// class have the same digest if steps that were taken for independent are.

import { hashText, mix } from "../../choice/index.ts";
import type { Observer, Outcome, Task } from "../../kernel/index.ts";
import { StepHasher } from "../execution/step-hash.ts";

/** Computes the digests of one execution after another. */
export class Digester implements Observer {
  readonly needsSites: boolean = false;
  readonly #hasher: StepHasher = new StepHasher();
  /** The hash of what each task has done, by its id. */
  readonly #tasks: number[] = [];
  /** The hash of the running step. */
  #step = 0;
  #sum = 0;

  /** An execution begins. */
  restart(): this {
    this.#tasks.length = 0;
    this.#sum = 0;
    return this;
  }

  beforeStep(task: Task): void {
    this.#step = this.#hasher.before(this.#tasks[task.id] ?? task.key, task);
  }

  afterStep({ id }: Task, result: unknown): void {
    const hash = this.#hasher.after(this.#step, result);
    this.#tasks[id] = hash;
    this.#sum = (this.#sum + hash) | 0;
  }

  /** The digest of the execution that has ended. */
  digest(outcome: Outcome): number {
    const hash = mix(this.#sum, hashText(outcome.kind));
    if (outcome.kind !== "completed" || outcome.leaks.length === 0) return hash;
    const leaks = outcome.leaks.map(({ actor, operation }) => `${actor} ${operation}`).toSorted();
    return mix(hash, hashText(leaks.join("\n")));
  }
}
