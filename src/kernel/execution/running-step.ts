// What happens within the running step besides its operation: whose code goes on, in which order, each with a drain of its
// own.

import { setCurrentTask } from "../operations/current.ts";
import type { Task } from "../operations/task.ts";

/** The step that is running. */
export class RunningStep {
  /** Whose microtasks are running or about to; at most one task between two drains. */
  resumed: Task | undefined = undefined;
  /** While a synchronous handler runs, what it sends is sent at once. */
  isInline = false;
  /** Who goes on after the next drain, before the other continuations. */
  #next: Task | undefined = undefined;
  #nextValue: unknown = undefined;
  /** What else must happen: first this, then the others. */
  #continuation: (() => void) | undefined = undefined;
  #continuations: (() => void)[] | undefined = undefined;

  /** From here to the next drain, code of `task` runs. */
  setResumed(task: Task): void {
    this.resumed = task;
    setCurrentTask(task);
  }

  /** The code that ran has ended and left no microtasks, or they have run. */
  clearResumed(): void {
    this.resumed = undefined;
    setCurrentTask(undefined);
  }

  /** Lets the body of `task` go on with a result, now or after the drain of what was resumed before. */
  resume(task: Task, value: unknown): void {
    if (this.resumed === undefined && !this.isInline) {
      this.setResumed(task);
      task.resume(value);
    } else if (this.#next === undefined && this.#continuation === undefined) {
      this.#next = task;
      this.#nextValue = value;
    } else {
      this.run(() => {
        this.#resumeLater(task, value);
      });
    }
  }

  /** Runs `code` within the step: now, or once the code that runs has come to rest. */
  run(code: () => void): void {
    if (this.resumed === undefined && !this.isInline) code();
    else this.queue(code);
  }

  /** Runs `code` after a later drain of the step, or first in an execution that has not begun. */
  queue(code: () => void): void {
    if (this.#continuation === undefined) this.#continuation = code;
    else if (this.#continuations === undefined) this.#continuations = [code];
    else this.#continuations.push(code);
  }

  /**
   * Does the next thing that was put off.
   * @returns false when there is none: the step is over
   */
  advance(): boolean {
    const next = this.#next;
    if (next !== undefined) {
      this.#next = undefined;
      this.#resumeLater(next, this.#nextValue);
      return true;
    }
    const continuation = this.#continuation;
    if (continuation === undefined) return false;
    this.#continuation = this.#continuations?.shift();
    if (this.#continuations?.length === 0) this.#continuations = undefined;
    continuation();
    return true;
  }

  #resumeLater(task: Task, value: unknown): void {
    if (task.actor.status === "dead") return;
    this.setResumed(task);
    task.resume(value);
  }
}
