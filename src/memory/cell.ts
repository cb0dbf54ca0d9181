// A shared variable. Each operation is atomic and a scheduling point; a sequence of two is not atomic.

import { createObject, inspectObject, operate, Operation, performing } from "../kernel/index.ts";
import type { AnyObject, SharedObject } from "../kernel/index.ts";
import { invalidOption } from "../options.ts";
import { Access } from "../trace/index.ts";

interface Content {
  value: unknown;
}

type Predicate = (value: unknown) => boolean;

interface Swap {
  readonly expected: unknown;
  readonly value: unknown;
}

/**
 * A shared variable of one execution. Each operation is atomic and sequentially consistent, as an atomic in Shuttle.
 */
export class Cell<T> {
  readonly #object: SharedObject<Content>;

  private constructor(object: SharedObject<Content>) {
    this.#object = object;
  }

  /** @internal */
  get touchedObject(): AnyObject {
    return this.#object;
  }

  /** @internal */
  static create<T>(object: SharedObject<Content>): Cell<T> {
    return new Cell(object);
  }

  /** Reads the value, in one step. */
  read(): Promise<T> {
    return operate(READ, this.#object, undefined) as Promise<T>;
  }

  /** Writes a value, in one step. */
  write(value: T): Promise<void> {
    return operate(WRITE, this.#object, value);
  }

  /**
   * Writes `value` if the cell holds `expected` (by `Object.is`).
   * @returns whether it wrote
   */
  compareAndSet(expected: T, value: T): Promise<boolean> {
    return operate(COMPARE_AND_SET, this.#object, { expected, value });
  }

  /**
   * Replaces the value by the result of `change`, in one step.
   * @returns the new value
   */
  update(change: (value: T) => T): Promise<T> {
    return operate(UPDATE, this.#object, change as (value: unknown) => unknown) as Promise<T>;
  }

  /**
   * Waits until `predicate` holds of the value, in one step, and returns the value. It may go on at any time while the
   * predicate holds, as a loop that reads the cell would. The predicate must depend on the value alone, since values of
   * the past are judged, too; so values are to be replaced, not changed in place. An error that it throws rejects the
   * promise, as in a guard of `receive`. As `await` of Promela on a variable.
   * @throws UsageError (`invalid-option` when the predicate is no function)
   * @example
   * const ready = cell(0);
   * await ready.until((count) => count === 2);
   */
  until<S extends T>(predicate: (value: T) => value is S): Promise<S>;
  until(predicate: (value: T) => boolean): Promise<T>;
  until(predicate: (value: T) => boolean): Promise<T> {
    if (typeof predicate !== "function") {
      throw invalidOption("What a cell waits for", "a function of its value", predicate);
    }
    return operate(UNTIL, this.#object, predicate as Predicate) as Promise<T>;
  }

  /** The value, for a rule. @internal */
  peek(): T {
    return inspectObject(this.#object).value as T;
  }
}

/**
 * Creates a cell, a shared variable. As an atomic of Shuttle, sequentially consistent.
 * @param label its name in traces
 * @throws UsageError (`outside-execution`, `operation-in-rule`)
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 *
 * import { assertVerify } from "heddle";
 * import { cell } from "heddle/memory";
 *
 * await assertVerify(async () => {
 *   const stock = cell(1, "stock");
 *   const buy = (): Promise<boolean> => stock.compareAndSet(1, 0);
 *   const sold = await Promise.all([buy(), buy()]);
 *   assert.deepEqual(sold.toSorted(), [false, true]);
 * });
 * ```
 */
export function cell<T>(initial: T, label: string = "cell"): Cell<T> {
  return Cell.create(createObject<Content>(label, { value: initial }, valueOf));
}

const READ = new Operation<Content, undefined, unknown>({
  kind: "cell.read",
  isForgotten: true,
  access: Access.read,
  perform: (content) => content.value,
});

const WRITE = new Operation<Content, unknown, void>({
  kind: "cell.write",
  isForgotten: true,
  access: Access.write,
  perform(content, value) {
    content.value = value;
  },
});

const COMPARE_AND_SET = new Operation<Content, Swap, boolean>({
  kind: "cell.compareAndSet",
  isForgotten: true,
  access: Access.write,
  perform(content, { expected, value }) {
    if (!Object.is(content.value, expected)) return false;
    content.value = value;
    return true;
  },
  show: ({ expected, value }) => [expected, value],
});

const UPDATE = new Operation<Content, (value: unknown) => unknown, unknown>({
  kind: "cell.update",
  isForgotten: true,
  access: Access.write,
  perform(content, change, task) {
    content.value = performing(task, () => change(content.value));
    return content.value;
  },
  show: () => [],
});

const UNTIL = new Operation<Content, Predicate, unknown>({
  kind: "cell.until",
  access: Access.read,
  isEnabled: ({ value }, predicate, task) => performing(task, () => isAccepted(predicate, value)),
  isEnabledAt: (snapshot, predicate) => isAccepted(predicate, snapshot === UNDEFINED ? undefined : snapshot),
  perform({ value }, predicate, task) {
    performing(task, () => predicate(value));
    return value;
  },
  show: () => [],
});

/** A predicate that throws is asked no more: its operation fails. */
function isAccepted(predicate: Predicate, value: unknown): boolean {
  try {
    return predicate(value);
  } catch {
    return true;
  }
}

/** The snapshot of a cell without a value: `undefined` is that of an object which nothing waits for. */
const UNDEFINED = Symbol("undefined");

function valueOf({ value }: Content): unknown {
  return value === undefined ? UNDEFINED : value;
}
