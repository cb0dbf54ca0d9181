// A lock held by one actor at a time. Any waiting actor may acquire it next: fairness is not guaranteed, so every order
// is explored.

import { UsageError } from "../../errors.ts";
import { createObject, operate, Operation } from "../../kernel/index.ts";
import type { Actor, SharedObject } from "../../kernel/index.ts";
import { Access } from "../../trace/index.ts";
import { Acquire } from "./acquire.ts";
import type { AcquireOptions } from "./acquire.ts";
import { runHolding } from "./run-holding.ts";

/** The state of a mutex. */
export interface MutexState {
  readonly label: string;
  holder: Actor | undefined;
}

/**
 * A lock of one execution. Not reentrant; an actor that exits while holding it never releases it. As `Mutex` of loom
 * and Shuttle.
 */
export class Mutex {
  readonly #object: SharedObject<MutexState>;

  private constructor(object: SharedObject<MutexState>) {
    this.#object = object;
  }

  /** @internal */
  get touchedObject(): SharedObject<MutexState> {
    return this.#object;
  }

  /** @internal */
  static create(object: SharedObject<MutexState>): Mutex {
    return new Mutex(object);
  }

  /**
   * Waits until the mutex is free and acquires it.
   * @returns with a time-out, whether it has acquired the mutex
   * @throws UsageError (`invalid-delay`, `unknown-option`)
   */
  acquire(): Promise<void>;
  acquire(options: AcquireOptions): Promise<boolean>;
  acquire(options?: AcquireOptions): Promise<boolean | void> {
    return ACQUIRE.within(this.#object, undefined, options);
  }

  /** Acquires the mutex if it is free, in one step, and returns whether it was. */
  tryAcquire(): Promise<boolean> {
    return ACQUIRE.try(this.#object, undefined);
  }

  /**
   * Releases the mutex.
   * @throws UsageError (`not-holder`) when the caller does not hold it
   */
  release(): Promise<void> {
    return operate(RELEASE, this.#object, undefined);
  }

  /** Runs `body` while holding the mutex, and releases it however `body` ends. */
  run<T>(body: () => T | Promise<T>): Promise<T> {
    return runHolding(this, body);
  }
}

/**
 * Creates a mutex. As `Mutex` of loom and Shuttle.
 * @param label its name in traces and deadlock reports
 * @throws UsageError (`outside-execution`, `operation-in-rule`)
 * @example
 * ```ts
 * import { assertVerify } from "heddle";
 * import { cell, mutex } from "heddle/memory";
 *
 * await assertVerify(async () => {
 *   const count = cell(0, "count");
 *   const lock = mutex("lock");
 *   const increase = (): Promise<void> => lock.run(async () => count.write((await count.read()) + 1));
 *   await Promise.all([increase(), increase()]);
 *   if ((await count.read()) !== 2) throw new Error("an increase was lost");
 * });
 * ```
 */
export function mutex(label: string = "mutex"): Mutex {
  return Mutex.create(createObject<MutexState>(label, { label, holder: undefined }, permits));
}

/** Acquiring a mutex. */
export const ACQUIRE: Acquire<MutexState, undefined> = new Acquire({
  name: "mutex",
  take(lock, _amount, actor) {
    lock.holder = actor;
  },
  permits,
  requiredPermits: () => 1,
  holder: ({ holder }) => holder,
});

const RELEASE = new Operation<MutexState, undefined, void>({
  kind: "mutex.release",
  access: Access.write,
  perform(lock, _argument, { actor }) {
    releaseAs(actor, lock);
  },
  isRelease: true,
});

/** @throws UsageError (`not-holder`) when the actor does not hold the mutex */
export function releaseAs(actor: Actor, lock: MutexState): void {
  if (lock.holder !== actor) throw notHolder(lock, actor);
  lock.holder = undefined;
}

/** How often a mutex can be acquired. */
function permits({ holder }: MutexState): number {
  return holder === undefined ? 1 : 0;
}

function notHolder({ label, holder }: MutexState, { pid }: Actor): UsageError {
  const fact = holder === undefined ? "it is not held" : `it is held by ${holder.pid.path}`;
  return new UsageError(`${pid.path} released the mutex ${label}, but ${fact}. Release it once for each acquire.`, {
    code: "not-holder",
  });
}
