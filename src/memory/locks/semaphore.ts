// A counting semaphore: a number of permits that actors acquire and release.

import { UsageError } from "../../errors.ts";
import { createObject, operate, Operation } from "../../kernel/index.ts";
import type { Actor, AnyObject, SharedObject } from "../../kernel/index.ts";
import { Access } from "../../trace/index.ts";
import { Acquire } from "./acquire.ts";
import type { AcquireOptions } from "./acquire.ts";
import { runHolding } from "./run-holding.ts";

interface Permits {
  readonly label: string;
  readonly total: number;
  free: number;
  /** Of a semaphore of one permit: who holds it. */
  holder?: Actor | undefined;
  /** Whether an actor has released what another acquired: then nobody knows whom a waiting actor waits for. */
  isPassedOn?: true;
}

/** A semaphore of one execution. Any actor may release permits that another acquired. After Dijkstra (1965). */
export class Semaphore {
  readonly #object: SharedObject<Permits>;

  private constructor(object: SharedObject<Permits>) {
    this.#object = object;
  }

  /** @internal */
  get touchedObject(): AnyObject {
    return this.#object;
  }

  /** @internal */
  static create(object: SharedObject<Permits>): Semaphore {
    return new Semaphore(object);
  }

  /**
   * Waits until `count` permits are free and acquires them, all at once.
   * @returns with a time-out, whether it has acquired them
   * @throws UsageError (`invalid-permits` when the semaphore has fewer permits; `invalid-delay`, `unknown-option`)
   */
  acquire(count?: number): Promise<void>;
  acquire(count: number, options: AcquireOptions): Promise<boolean>;
  acquire(count: number = 1, options?: AcquireOptions): Promise<boolean | void> {
    this.#checkAcquired(count, "acquire");
    return ACQUIRE.within(this.#object, count, options);
  }

  /**
   * Acquires `count` permits if they are free, in one step, and returns whether they were.
   * @throws UsageError (`invalid-permits`) when the semaphore has fewer permits
   */
  tryAcquire(count: number = 1): Promise<boolean> {
    this.#checkAcquired(count, "tryAcquire");
    return ACQUIRE.try(this.#object, count);
  }

  /**
   * Releases `count` permits.
   * @throws UsageError (`invalid-permits`; `over-released` when fewer are acquired)
   */
  release(count: number = 1): Promise<void> {
    const { label, total } = this.#object.state;
    checkCount(count, `The semaphore ${label} has ${total} permits; release takes 1 to ${total}`, total);
    return operate(RELEASE, this.#object, count);
  }

  /** Runs `body` while holding one permit, and releases it however `body` ends. */
  run<T>(body: () => T | Promise<T>): Promise<T> {
    return runHolding(this, body);
  }

  #checkAcquired(count: number, method: string): void {
    const { label, total } = this.#object.state;
    checkCount(count, `The semaphore ${label} has ${total} permits; ${method} takes 1 to ${total}`, total);
  }
}

/**
 * Creates a semaphore with all its permits free. After Dijkstra (1965).
 * @param label its name in traces and deadlock reports
 * @throws UsageError (`outside-execution`, `operation-in-rule`, `invalid-permits`)
 */
export function semaphore(permits: number, label: string = "semaphore"): Semaphore {
  checkCount(permits, "A semaphore must have a whole number of permits, at least 1", Number.MAX_SAFE_INTEGER);
  return Semaphore.create(createObject<Permits>(label, { label, total: permits, free: permits }, freeOf));
}

function checkCount(count: number, expected: string, most: number): void {
  if (Number.isSafeInteger(count) && count >= 1 && count <= most) return;
  throw new UsageError(`${expected}, but got ${String(count)}.`, { code: "invalid-permits" });
}

const ACQUIRE = new Acquire<Permits, number>({
  name: "semaphore",
  take(permits, count, actor) {
    permits.free -= count;
    if (permits.total === 1) permits.holder = actor;
  },
  holder: ({ holder, isPassedOn }) => (isPassedOn === true ? undefined : holder),
  permits: freeOf,
  requiredPermits: (count) => count,
});

function freeOf({ free }: Permits): number {
  return free;
}

const RELEASE = new Operation<Permits, number, void>({
  kind: "semaphore.release",
  access: Access.write,
  perform(permits, count, { actor }) {
    const { free, label, total } = permits;
    if (free + count > total) {
      throw new UsageError(
        `release(${count}) of the semaphore ${label} exceeds the acquired permits: ${total - free} of ${total} are ` +
          "acquired. Release as many permits as were acquired.",
        { code: "over-released" },
      );
    }
    permits.free += count;
    if (total !== 1) return;
    if (permits.holder !== actor) permits.isPassedOn = true;
    permits.holder = undefined;
  },
  isRelease: true,
});
