// A lock held by one actor at a time. Any waiting actor may acquire it next: fairness is not guaranteed, so every order
// is explored.

import { UsageError } from "../errors.ts";
import { createObject, operate, Operation } from "../kernel/index.ts";
import type { AnyObject, Actor, SharedObject } from "../kernel/index.ts";
import { Access } from "../trace/index.ts";
import { runHolding } from "./run-holding.ts";

interface Lock {
  readonly label: string;
  holder: Actor | undefined;
}

/**
 * A lock of one execution. Not reentrant; an actor that exits while holding it never releases it. As `Mutex` of loom
 * and Shuttle.
 */
export class Mutex {
  readonly #object: SharedObject<Lock>;

  private constructor(object: SharedObject<Lock>) {
    this.#object = object;
  }

  /** @internal */
  get touchedObject(): AnyObject {
    return this.#object;
  }

  /** @internal */
  static create(object: SharedObject<Lock>): Mutex {
    return new Mutex(object);
  }

  /** Waits until the mutex is free and acquires it. */
  acquire(): Promise<void> {
    return operate(ACQUIRE, this.#object, undefined);
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
  return Mutex.create(createObject<Lock>(label, { label, holder: undefined }));
}

const ACQUIRE = new Operation<Lock, undefined, void>({
  kind: "mutex.acquire",
  access: Access.write,
  isEnabled: ({ holder }) => holder === undefined,
  perform(lock, _argument, { actor }) {
    lock.holder = actor;
  },
  permits,
  requiredPermits: () => 1,
  waitsFor: ({ holder }) => holder,
});

const RELEASE = new Operation<Lock, undefined, void>({
  kind: "mutex.release",
  access: Access.write,
  perform(lock, _argument, { actor }) {
    if (lock.holder !== actor) throw notHolder(lock, actor);
    lock.holder = undefined;
  },
  permits,
  isRelease: true,
});

function permits({ holder }: Lock): number {
  return holder === undefined ? 1 : 0;
}

function notHolder({ label, holder }: Lock, { pid }: Actor): UsageError {
  const fact = holder === undefined ? "it is not held" : `it is held by ${holder.pid.path}`;
  return new UsageError(`${pid.path} released the mutex ${label}, but ${fact}. Release it once for each acquire.`, {
    code: "not-holder",
  });
}
