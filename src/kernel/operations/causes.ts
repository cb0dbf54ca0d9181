// Causes of steps: the causal past of one step, and the joint past of several.

import { hashCause } from "./class-hash.ts";
import type { Task } from "./task.ts";

/** The causal past of a step: its class hash, as two 32-bit halves, and its number. */
export interface Past {
  readonly hashA: number;
  readonly hashB: number;
  readonly step: number;
}

/** Orders the next step of `task` after the step of this past. */
export function followPast(task: Task, { hashA, hashB, step }: Past): void {
  hashCause(task, hashA, hashB);
  task.actor.execution.causality?.onCause(task, step);
}

/** Several steps that together enable a task, in no order among themselves. */
export class CauseCollector {
  #sumA = 0;
  #sumB = 0;
  /** The hash of the task before it was enabled. */
  #taskA = 0;
  #taskB = 0;

  /** Adds the running step, in which `cause` acts. */
  add(task: Task, cause: Task): void {
    this.#sumA = (this.#sumA + cause.hashA) | 0;
    this.#sumB = (this.#sumB + cause.hashB) | 0;
    const { execution } = task.actor;
    execution.causality?.onCause(task, execution.steps);
  }

  /** Orders `task`, which is enabled now, after all of them. */
  settle(task: Task): void {
    this.#taskA = task.hashA;
    this.#taskB = task.hashB;
    hashCause(task, this.#sumA, this.#sumB);
  }

  /** `task` is withdrawn before its step: what enables it next adds to those that had enabled it. */
  unsettle(task: Task): void {
    task.hashA = this.#taskA;
    task.hashB = this.#taskB;
  }

  /** The steps so far have had their effect. */
  clear(): void {
    this.#sumA = 0;
    this.#sumB = 0;
  }
}
