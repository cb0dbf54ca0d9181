// A lock that many readers or one writer hold. Any waiting actor may acquire it next, reader or writer: neither is
// preferred, so every order is explored.

import { UsageError } from "../../errors.ts";
import { createObject, operate, Operation } from "../../kernel/index.ts";
import type { Actor, SharedObject } from "../../kernel/index.ts";
import { Access } from "../../trace/index.ts";
import { Acquire } from "./acquire.ts";
import type { AcquireOptions } from "./acquire.ts";
import { runHolding } from "./run-holding.ts";

interface Holders {
  readonly label: string;
  writer: Actor | undefined;
  /** Each as often as it holds the lock. */
  readonly readers: Actor[];
}

/** As many readers as there can be; a writer needs the permits of all. */
const ALL = Number.MAX_SAFE_INTEGER;

/** One side of a read-write lock: what readers, or what writers acquire. */
export interface LockSide {
  /** Waits until it can be acquired, and acquires it; with a time-out, the result says whether it did. */
  acquire(): Promise<void>;
  acquire(options: AcquireOptions): Promise<boolean>;
  /** Acquires it if that is possible now, in one step, and returns whether it was. */
  tryAcquire(): Promise<boolean>;
  /** Releases it. Throws a UsageError (`not-holder`) when the caller does not hold it. */
  release(): Promise<void>;
  /** Runs `body` while holding it, and releases it however `body` ends. */
  run<T>(body: () => T | Promise<T>): Promise<T>;
}

/**
 * A lock of one execution that many readers or one writer hold. Not reentrant for writers; it cannot be upgraded. As
 * `RwLock` of loom and Shuttle.
 */
export class ReadWriteLock {
  /** For readers: any number may hold it, while no writer does. */
  readonly read: LockSide;
  /** For writers: one may hold it, while nobody else does. */
  readonly write: LockSide;
  readonly #object: SharedObject<Holders>;

  private constructor(object: SharedObject<Holders>) {
    this.#object = object;
    this.read = new Side(object, READERS);
    this.write = new Side(object, WRITERS);
  }

  /** @internal */
  get touchedObject(): SharedObject<Holders> {
    return this.#object;
  }

  /** @internal */
  static create(object: SharedObject<Holders>): ReadWriteLock {
    return new ReadWriteLock(object);
  }
}

/**
 * Creates a lock for many readers or one writer. As `RwLock` of loom and Shuttle.
 * @param label its name in traces and deadlock reports
 * @throws UsageError (`outside-execution`, `operation-in-rule`)
 * @example
 * const lock = readWriteLock("config");
 * await lock.read.run(() => use(config));
 * await lock.write.run(() => change(config));
 */
export function readWriteLock(label: string = "readWriteLock"): ReadWriteLock {
  return ReadWriteLock.create(createObject<Holders>(label, { label, writer: undefined, readers: [] }, permits));
}

interface SideOperations {
  readonly acquire: Acquire<Holders, undefined>;
  readonly release: Operation<Holders, undefined, void>;
}

class Side implements LockSide {
  readonly #object: SharedObject<Holders>;
  readonly #operations: SideOperations;

  constructor(object: SharedObject<Holders>, operations: SideOperations) {
    this.#object = object;
    this.#operations = operations;
  }

  acquire(): Promise<void>;
  acquire(options: AcquireOptions): Promise<boolean>;
  acquire(options?: AcquireOptions): Promise<boolean | void> {
    return this.#operations.acquire.within(this.#object, undefined, options);
  }

  tryAcquire(): Promise<boolean> {
    return this.#operations.acquire.try(this.#object, undefined);
  }

  release(): Promise<void> {
    return operate(this.#operations.release, this.#object, undefined);
  }

  run<T>(body: () => T | Promise<T>): Promise<T> {
    return runHolding(this, body);
  }
}

const READERS: SideOperations = {
  acquire: new Acquire({
    name: "readWriteLock.read",
    take({ readers }, _amount, actor) {
      readers.push(actor);
    },
    permits,
    requiredPermits: () => 1,
    holder: holderOf,
  }),
  release: releaseOperation("read", (holders, actor) => {
    const index = holders.readers.indexOf(actor);
    if (index >= 0) holders.readers.splice(index, 1);
    return index >= 0;
  }),
};

const WRITERS: SideOperations = {
  acquire: new Acquire({
    name: "readWriteLock.write",
    take(holders, _amount, actor) {
      holders.writer = actor;
    },
    permits,
    requiredPermits: () => ALL,
    holder: holderOf,
  }),
  release: releaseOperation("write", (holders, actor) => {
    const isHolder = holders.writer === actor;
    if (isHolder) holders.writer = undefined;
    return isHolder;
  }),
};

/** `release` returns whether the actor held that side. */
function releaseOperation(
  side: "read" | "write",
  release: (holders: Holders, actor: Actor) => boolean,
): Operation<Holders, undefined, void> {
  return new Operation({
    kind: `readWriteLock.${side}.release`,
    access: Access.write,
    perform(holders, _argument, { actor }) {
      if (!release(holders, actor)) throw notHolder(holders, actor, side);
    },
    isRelease: true,
  });
}

function permits({ readers, writer }: Holders): number {
  return writer === undefined ? ALL - readers.length : 0;
}

/** Of several readers the first; one that reads itself waits for the others. */
function holderOf({ readers, writer }: Holders, waiting: Actor): Actor | undefined {
  return writer ?? readers.find((reader) => reader !== waiting) ?? readers[0];
}

function notHolder({ label, readers, writer }: Holders, { pid }: Actor, side: "read" | "write"): UsageError {
  const holders = writer === undefined ? readers : [writer];
  const held = holders.map((holder) => holder.pid.path).join(", ");
  const fact =
    held === "" ? "nobody holds it" : `it is held for ${writer === undefined ? "reading" : "writing"} by ${held}`;
  return new UsageError(
    `${pid.path} released the ${side} side of ${label}, but ${fact}. Release it once for each acquire of that side.`,
    { code: "not-holder" },
  );
}
