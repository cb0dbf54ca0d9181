// The list of enabled tasks. Adding and removing are O(1) by swapping with the last; the order is arbitrary but a pure
// function of the choices.

import type { Strategy } from "../../strategy/index.ts";
import type { Observer } from "./options.ts";
import type { AnyObject } from "../operations/operation.ts";
import type { Task } from "../operations/task.ts";

/** The list that strategies choose from. */
export class ReadyList {
  readonly tasks: Task[];
  /** The strategy, if it is to be notified of newly enabled tasks. */
  #listener: Strategy | undefined;
  /** The observer, if it is to be notified of every change. */
  #observer: Observer | undefined;

  constructor(tasks: Task[], strategy: Strategy, observer: Observer | undefined) {
    this.tasks = tasks;
    this.#observer = observer?.onTask === undefined ? undefined : observer;
    this.#listener = strategy.onEnabled === undefined ? undefined : strategy;
  }

  /** From now on nobody is notified. */
  detach(): void {
    this.#listener = undefined;
    this.#observer = undefined;
  }

  /** Rechecks whether the tasks that wait at an object are enabled. */
  recheck({ state, waiting }: AnyObject): void {
    for (const task of waiting ?? []) {
      if (task.operation.isEnabled?.(state, task.argument, task) === true) this.add(task);
      else this.remove(task);
    }
  }

  add(task: Task): void {
    // Also of what is enabled already: another operation may be pending now.
    if (this.#observer !== undefined) this.#observer.onTask?.(task);
    if (task.slot >= 0) return;
    task.slot = this.tasks.length;
    this.tasks.push(task);
    this.#listener?.onEnabled?.(task);
  }

  remove(task: Task): void {
    if (this.#observer !== undefined) this.#observer.onTask?.(task);
    const { slot } = task;
    if (slot < 0) return;
    const last = this.tasks.pop();
    if (last !== undefined && last !== task) {
      this.tasks[slot] = last;
      last.slot = slot;
    }
    task.slot = -1;
  }
}
