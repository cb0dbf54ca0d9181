// The code that runs within the running step besides its operation: resumed tasks and queued callbacks, each followed
// by a drain of its own.

import { setCurrentTask } from "../operations/current.ts";
import { Access } from "../../trace/index.ts";
import type { Actor } from "../actors/actor.ts";
import type { Signal } from "../signals/signal.ts";
import type { Task } from "../operations/task.ts";

/** The running step. */
export class RunningStep {
  /** The task whose microtasks are running or about to run; at most one between two drains. */
  resumed: Task | undefined = undefined;
  /** Whether a synchronous handler runs; its sends take effect immediately. */
  isInline = false;
  /** The task to resume after the next drain, before the continuations. */
  #next: Task | undefined = undefined;
  #nextValue: unknown = undefined;
  /** The first continuation; `#continuations` are the others. */
  #continuation: (() => void) | undefined = undefined;
  #continuations: (() => void)[] | undefined = undefined;
  /** The arrival of a signal, if that is the first continuation. Used again. */
  #arrival: Arrival | undefined = undefined;
  /** The task of a synchronous handler that may have settled promises that others wait for. */
  #undrained: Task | undefined = undefined;

  /** Marks the start of code of `task`, which runs until the next drain. */
  setResumed(task: Task): void {
    this.resumed = task;
    setCurrentTask(task);
    const { memory } = task.actor;
    if (memory !== undefined) task.actor.execution.recordAccess(task, memory, Access.write);
  }

  /** Marks that code of `task` runs for the rest of the drain, instead of what ran until now. */
  handOver(task: Task): void {
    const before = this.resumed;
    if (before !== undefined && before !== task && !before.isArmed) before.actor.execution.ready.remove(before);
    this.setResumed(task);
  }

  /** Marks the start of code that is outside of all actors, on behalf of the actor of `task`, until the next drain. */
  enterOutside(task: Task): void {
    this.resumed = task;
    setCurrentTask(task);
  }

  /** Marks the end of the code that ran; it has left no microtasks, or they have run. */
  clearResumed(): void {
    this.resumed = undefined;
    setCurrentTask(undefined);
  }

  /** Resumes the body of `task` with a result: now, or after the drain of the code that runs. */
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

  /** Runs `code` within the step: now, or after the drain of the code that runs. */
  run(code: () => void): void {
    if (this.resumed === undefined && !this.isInline) code();
    else this.queue(code);
  }

  /** Delivers a signal within the step: now, or after the drain of the code that runs. */
  arrive(receiver: Actor, sender: Actor, signal: Signal, cause: Task): void {
    if (this.resumed === undefined && !this.isInline) receiver.execution.deliver(receiver, sender, signal, cause);
    else if (this.#continuation !== undefined) this.#queueArrival(receiver, sender, signal, cause);
    else {
      // Most often the only one: it needs no closure of its own.
      this.#arrival ??= arrivalOf();
      this.#arrival.receiver = receiver;
      this.#arrival.sender = sender;
      this.#arrival.signal = signal;
      this.#arrival.cause = cause;
      this.#continuation = this.#arrival.deliver;
    }
  }

  /** Kept apart, since a function that creates a closure allocates its variables. */
  #queueArrival(receiver: Actor, sender: Actor, signal: Signal, cause: Task): void {
    this.queue(() => {
      receiver.execution.deliver(receiver, sender, signal, cause);
    });
  }

  /** Runs `code` after a later drain of the step, or first in an execution that has not begun. */
  queue(code: () => void): void {
    if (this.#continuation === undefined) this.#continuation = code;
    else if (this.#continuations === undefined) this.#continuations = [code];
    else this.#continuations.push(code);
  }

  /** Lets microtasks run at the end of the step, unless they have run within it. */
  drainAtEnd(task: Task): void {
    this.#undrained = task;
  }

  /** @returns whether microtasks have to run before the step is over */
  isUndrained(): boolean {
    if (this.#undrained === undefined) return false;
    setCurrentTask(this.#undrained);
    this.#undrained = undefined;
    return true;
  }

  /**
   * Runs the next queued item.
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
    if (task.actor.isKilled) return;
    this.setResumed(task);
    task.resume(value);
  }
}

/** The arrival of a signal. */
interface Arrival {
  receiver: Actor | undefined;
  sender: Actor | undefined;
  signal: Signal | undefined;
  cause: Task | undefined;
  readonly deliver: () => void;
}

function arrivalOf(): Arrival {
  const arrival: Arrival = {
    receiver: undefined,
    sender: undefined,
    signal: undefined,
    cause: undefined,
    deliver: () => {
      const { cause, receiver, sender, signal } = arrival;
      if (receiver === undefined || sender === undefined || signal === undefined || cause === undefined) return;
      receiver.execution.deliver(receiver, sender, signal, cause);
    },
  };
  return arrival;
}
