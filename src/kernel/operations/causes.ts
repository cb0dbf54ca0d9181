// What a step leaves for those that come after it, and what several leave together.

import { hashCause } from "./class-hash.ts";
import type { Task } from "./task.ts";

/** The lanes of its class hash, and its number. */
export interface Past {
  readonly hashA: number;
  readonly hashB: number;
  readonly step: number;
}

/** Whatever `task` does next comes after the step that has left this. */
export function followPast(task: Task, { hashA, hashB, step }: Past): void {
  hashCause(task, hashA, hashB);
  task.actor.execution.causality?.onCause(task, step);
}

/** Several steps that together let a task go on, in no order among themselves. */
export class CauseCollector {
  #sumA = 0;
  #sumB = 0;

  /** The running step, in which `cause` acts, is one of them. */
  add(task: Task, cause: Task): void {
    this.#sumA = (this.#sumA + cause.hashA) | 0;
    this.#sumB = (this.#sumB + cause.hashB) | 0;
    const { execution } = task.actor;
    execution.causality?.onCause(task, execution.steps);
  }

  /** `task` can go on now, and knows of all of them. */
  settle(task: Task): void {
    hashCause(task, this.#sumA, this.#sumB);
    this.#sumA = 0;
    this.#sumB = 0;
  }
}
