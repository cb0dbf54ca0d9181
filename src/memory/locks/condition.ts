// A condition: actors wait until another one notifies them that something has changed.

import {
  Cancelled,
  createObject,
  DEFERRED,
  operate,
  Operation,
  shield,
  startTimer,
  stopTimer,
} from "../../kernel/index.ts";
import type { SharedObject, Task } from "../../kernel/index.ts";
import { invalidOption } from "../../options.ts";
import { Access } from "../../trace/index.ts";
import { ACQUIRE, Mutex, releaseAs } from "./mutex.ts";
import type { MutexState } from "./mutex.ts";
import { timeoutOf } from "./acquire.ts";
import type { AcquireOptions } from "./acquire.ts";

interface Waiters {
  waiting: Waiter[];
}

/** An actor that waits, and what it needs to go on. */
interface Waiter {
  readonly condition: SharedObject<Waiters>;
  readonly lock: SharedObject<MutexState>;
  readonly timeout: number;
  readonly isTimed: boolean;
  task: Task | undefined;
  timer: Task | undefined;
}

/**
 * A condition of one execution, used with a mutex: whoever waits releases it, and has it again when it goes on. No
 * actor is notified without a notification; which one `notifyOne` notifies is a choice. As `Condvar` of loom and
 * Shuttle.
 */
export class Condition {
  readonly #object: SharedObject<Waiters>;

  private constructor(object: SharedObject<Waiters>) {
    this.#object = object;
  }

  /** @internal */
  get touchedObject(): SharedObject<Waiters> {
    return this.#object;
  }

  /** @internal */
  static create(object: SharedObject<Waiters>): Condition {
    return new Condition(object);
  }

  /**
   * Releases the mutex and waits, in one step; acquires the mutex again once it has been notified, or after the
   * time-out, or when the caller is cancelled.
   * @returns with a time-out, whether it was notified
   * @throws UsageError (`not-holder` when the caller does not hold the mutex; `invalid-option`, `invalid-delay`,
   * `unknown-option`)
   */
  wait(lock: Mutex): Promise<void>;
  wait(lock: Mutex, options: AcquireOptions): Promise<boolean>;
  async wait(lock: Mutex, options?: AcquireOptions): Promise<boolean | void> {
    if (!(lock instanceof Mutex)) {
      throw invalidOption("What a condition waits with", "a mutex, which the caller holds", lock);
    }
    const timeout = options === undefined ? Number.POSITIVE_INFINITY : timeoutOf(options, "wait");
    const waiter: Waiter = {
      condition: this.#object,
      lock: lock.touchedObject,
      timeout,
      isTimed: options !== undefined,
      task: undefined,
      timer: undefined,
    };
    try {
      return await operate(WAIT, lock.touchedObject, waiter);
    } catch (error) {
      const hasReleased = waiter.task !== undefined;
      if (error instanceof Cancelled && hasReleased) await shield(() => lock.acquire());
      throw error;
    }
  }

  /** Notifies one of the actors that wait; nothing happens if there is none. */
  notifyOne(): Promise<void> {
    return operate(NOTIFY_ONE, this.#object, undefined);
  }

  /** Notifies all actors that wait. */
  notifyAll(): Promise<void> {
    return operate(NOTIFY_ALL, this.#object, undefined);
  }
}

/**
 * Creates a condition. As `Condvar` of loom and Shuttle.
 * @param label its name in traces and deadlock reports
 * @throws UsageError (`outside-execution`, `operation-in-rule`)
 * @example
 * await lock.acquire();
 * while (queue.length === 0) await isFilled.wait(lock);
 * const job = queue.shift();
 * await lock.release();
 */
export function condition(label: string = "condition"): Condition {
  return Condition.create(createObject<Waiters>(label, { waiting: [] }));
}

const WAIT = new Operation<MutexState, Waiter, boolean | void>({
  kind: "condition.wait",
  access: Access.write,
  secondObject: ({ condition: object }) => object,
  perform(lock, waiter, task) {
    const { actor } = task;
    releaseAs(actor, lock);
    waiter.task = task;
    waiter.condition.state.waiting.push(waiter);
    actor.execution.suspend(task);
    if (waiter.timeout !== Number.POSITIVE_INFINITY) waiter.timer = startTimeout(waiter, task);
    return DEFERRED;
  },
  show: ({ condition: object }) => [object.label],
});

const NOTIFY_ONE = new Operation<Waiters, undefined, void>({
  kind: "condition.notifyOne",
  access: Access.write,
  perform(state, _argument, task) {
    const waiting = stillWaiting(state, task);
    const index = waiting.length > 1 ? task.actor.execution.draw(waiting.length, task) : 0;
    state.waiting = waiting.filter((_waiter, other) => other !== index);
    const chosen = waiting[index];
    if (chosen !== undefined) goOn(chosen, task, true);
  },
});

const NOTIFY_ALL = new Operation<Waiters, undefined, void>({
  kind: "condition.notifyAll",
  access: Access.write,
  perform(state, _argument, task) {
    const waiting = stillWaiting(state, task);
    state.waiting = [];
    for (const waiter of waiting) goOn(waiter, task, true);
  },
});

interface Return {
  readonly result: boolean | void;
}

/** The second half of a wait. */
const ACQUIRE_AGAIN = new Operation<MutexState, Return, boolean | void>({
  kind: ACQUIRE.wait.kind,
  access: Access.write,
  isEnabled: ({ holder }) => holder === undefined,
  isEnabledAt: (free) => free === 1,
  perform(lock, { result }, { actor }) {
    lock.holder = actor;
    return result;
  },
  waitsFor: ({ holder }) => holder,
  show: () => [],
});

function startTimeout(waiter: Waiter, task: Task): Task {
  const { actor } = task;
  return startTimer(actor, task, {
    label: "condition.wait",
    delay: waiter.timeout,
    object: waiter.condition,
    fire(timer) {
      const { state } = waiter.condition;
      state.waiting = state.waiting.filter((other) => other !== waiter);
      waiter.timer = undefined;
      goOn(waiter, timer, false);
    },
  });
}

/** Lets a waiter acquire its mutex again. */
function goOn({ isTimed, lock, task, timer }: Waiter, cause: Task, isNotified: boolean): void {
  if (task === undefined) return;
  if (timer !== undefined) stopTimer(timer);
  const { execution } = task.actor;
  execution.addCause(task, cause);
  execution.arm(task, ACQUIRE_AGAIN, lock, { result: isTimed ? isNotified : undefined });
}

/** Those that have not been killed or cancelled since they began to wait. `cause` depends on that. */
function stillWaiting({ waiting }: Waiters, cause: Task): readonly Waiter[] {
  return waiting.filter((waiter) => {
    const { task } = waiter;
    if (task === undefined) return false;
    cause.actor.execution.recordAccess(cause, task.actor.life, Access.read);
    return task.isArmed && task.argument === waiter;
  });
}
