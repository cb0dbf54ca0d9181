// A table of rows, like an ETS table: each operation is atomic and a scheduling point, and the table is deleted when
// the actor that created it exits. Keys are compared as in a `Map`.

import { UsageError } from "../errors.ts";
import { actingActor, currentTask, inspectObject, operate, touchOwnLife } from "../kernel/index.ts";
import type { AnyObject } from "../kernel/index.ts";
import type { Effect, TableEntry } from "./table-operations.ts";
import * as operation from "./table-operations.ts";
import { GIVE_AWAY, heirOf, SET_HEIR, TableOwner } from "./table-owner.ts";
import type { Pid } from "../trace/index.ts";
import { TableRows } from "./rows.ts";

/** Options for `table`. */
export interface TableOptions {
  /** `set` (default): one row for each key; `bag`: any number of rows for each key, equal ones too. */
  readonly type?: "set" | "bag";
  /**
   * The actor that owns the table once its owner has exited; it gets a `TableTransfer`. ETS's `heir`. Default: none, the
   * table ends with its owner. A node that crashes takes its tables along.
   */
  readonly heir?: Pid;
  /** What the `TableTransfer` to the heir contains as `data`. Default: `undefined`. */
  readonly heirData?: unknown;
}

/** A table with one value for each key. */
export type SetTable<Key, Value> = Table<Key, Value, Value | undefined>;

/** A table with a list of values, oldest first, for each key. */
export type BagTable<Key, Value> = Table<Key, Value, readonly Value[]>;

/**
 * A table of one execution. Every operation rejects with `TableGone` once the owner has exited. Operations on different
 * keys commute; for this purpose, all keys that are objects other than pids count as one key. An ETS table of Erlang,
 * of type `set` or `bag`.
 */
export class Table<Key, Value, Found> {
  readonly #rows: TableRows;
  readonly #owner: TableOwner;

  private constructor(rows: TableRows, owner: TableOwner) {
    this.#rows = rows;
    this.#owner = owner;
    owner.table = this;
  }

  /** @internal */
  get touchedObject(): AnyObject {
    return this.#rows.object;
  }

  /** @internal */
  static create<Key, Value, Found>(rows: TableRows, owner: TableOwner): Table<Key, Value, Found> {
    return new Table(rows, owner);
  }

  /** The value of a key; for a bag, the list of its values. `ets:lookup` in Erlang. */
  get(key: Key): Promise<Found> {
    return operate(operation.GET, this.#rows.slotOf(key), key) as Promise<Found>;
  }

  /** Whether there is a row with a key. `ets:member` in Erlang. */
  has(key: Key): Promise<boolean> {
    return operate(operation.HAS, this.#rows.slotOf(key), key);
  }

  /** Adds a row; in a set it replaces the row with the same key. `ets:insert` in Erlang. */
  insert(key: Key, value: Value): Promise<void>;
  /** @internal */
  insert(key: Key, value: Value, effect?: Effect): Promise<void>;
  insert(key: Key, value: Value, effect?: Effect): Promise<void> {
    return operate(operation.INSERT, this.#rows.slotOf(key), { key, value, effect });
  }

  /**
   * Adds a row if there is none with its key. `ets:insert_new` in Erlang.
   * @returns whether it did
   */
  insertNew(key: Key, value: Value): Promise<boolean>;
  /** @internal */
  insertNew(key: Key, value: Value, effect?: Effect): Promise<boolean>;
  insertNew(key: Key, value: Value, effect?: Effect): Promise<boolean> {
    return operate(operation.INSERT_NEW, this.#rows.slotOf(key), { key, value, effect });
  }

  /** Removes the rows of a key. `ets:delete` in Erlang. */
  delete(key: Key): Promise<void> {
    return operate(operation.DELETE, this.#rows.slotOf(key), key);
  }

  /**
   * Removes the rows of a key that hold one value. `ets:delete_object` in Erlang.
   * @param value compared by `Object.is`; a function is called with each value instead
   * @returns whether there was any
   */
  deleteExact(key: Key, value: Value | ((value: Value) => boolean)): Promise<boolean>;
  /** @internal */
  deleteExact(key: Key, value: Value | ((value: Value) => boolean), effect?: Effect): Promise<boolean>;
  deleteExact(key: Key, value: Value | ((value: Value) => boolean), effect?: Effect): Promise<boolean> {
    const isMatch = typeof value === "function" ? value : (other: unknown): boolean => Object.is(other, value);
    const slot = this.#rows.slotOf(key);
    return operate(operation.DELETE_EXACT, slot, { key, isMatch: isMatch as (value: unknown) => boolean, effect });
  }

  /** Removes the rows of a key and returns what `get` would have returned. `ets:take` in Erlang. */
  take(key: Key): Promise<Found> {
    return operate(operation.TAKE, this.#rows.slotOf(key), key) as Promise<Found>;
  }

  /**
   * Replaces one value that is `expected` (by `Object.is`) by `value`.
   * @returns whether it did
   */
  replaceExact(key: Key, expected: Value, value: Value): Promise<boolean> {
    return operate(operation.REPLACE_EXACT, this.#rows.slotOf(key), { key, expected, value });
  }

  /** A copy of all rows, sorted by key: the order of insertion is not observable. `ets:tab2list` in Erlang. */
  entries(): Promise<(readonly [key: Key, value: Value])[]> {
    return operate(operation.ENTRIES, this.#rows.object, undefined) as Promise<(readonly [Key, Value])[]>;
  }

  /** The distinct keys, sorted. */
  keys(): Promise<Key[]> {
    return operate(operation.KEYS, this.#rows.object, undefined) as Promise<Key[]>;
  }

  /** The number of rows. */
  size(): Promise<number> {
    return operate(operation.SIZE, this.#rows.object, undefined);
  }

  /**
   * Removes all rows that match, in one step, and returns them, sorted by key. `ets:select_delete` in Erlang, which
   * returns only their number.
   */
  deleteWhere(predicate: (key: Key, value: Value) => boolean): Promise<(readonly [key: Key, value: Value])[]> {
    const removed: Promise<TableEntry[]> = operate(operation.DELETE_WHERE, this.#rows.object, ({ key, value }) =>
      predicate(key as Key, value as Value),
    );
    return removed as Promise<(readonly [Key, Value])[]>;
  }

  /**
   * Gives the table to another actor, which gets a `TableTransfer`. Called by the owner. `ets:give_away` in Erlang.
   * @throws UsageError (`not-owner`, `dead-owner`, `not-a-pid`, `foreign-pid`)
   */
  async giveAway(to: Pid, data?: unknown): Promise<void> {
    await operate(GIVE_AWAY, this.#rows.object, { owner: this.#owner, heir: heirOf(to, data) });
  }

  /**
   * Sets, or with `undefined` removes, the actor that owns the table once its owner has exited. Called by the owner.
   * `ets:setopts` with `heir` in Erlang.
   * @throws UsageError (`not-owner`, `not-a-pid`, `foreign-pid`)
   */
  async setHeir(heir: Pid | undefined, data?: unknown): Promise<void> {
    const next = heir === undefined ? undefined : heirOf(heir, data);
    await operate(SET_HEIR, this.#rows.object, { owner: this.#owner, heir: next });
  }

  /** All rows, sorted by key, for a rule; none once the owner has exited. @internal */
  peek(): readonly (readonly [key: Key, value: Value])[] {
    const rows = inspectObject(this.#rows.object).peek();
    return rows.map(({ key, value }) => [key as Key, value as Value] as const);
  }
}

/**
 * Creates a table that the calling actor owns. `ets:new` in Erlang.
 * @param label its name in traces
 * @throws UsageError (`outside-execution`, `operation-in-rule`, `invalid-option`, `not-a-pid`, `foreign-pid`)
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 *
 * import { assertVerify } from "heddle";
 * import { table } from "heddle/memory";
 *
 * await assertVerify(async () => {
 *   const owners = table<string, string>("owners");
 *   const claim = (who: string): Promise<boolean> => owners.insertNew("door", who);
 *   const claimed = await Promise.all([claim("ann"), claim("ben")]);
 *   assert.equal(await owners.get("door"), claimed[0] ? "ann" : "ben");
 * });
 * ```
 */
export function table<Key, Value>(
  label?: string,
  options?: TableOptions & { readonly type?: "set" },
): SetTable<Key, Value>;
export function table<Key, Value>(
  label: string | undefined,
  options: TableOptions & { readonly type: "bag" },
): BagTable<Key, Value>;
export function table(label: string = "table", options: TableOptions = {}): Table<unknown, unknown, unknown> {
  const { heir, heirData, type = "set" } = options;
  if (type !== "set" && type !== "bag") {
    throw new UsageError(`The type of a table must be "set" or "bag", but got ${String(type)}.`, {
      code: "invalid-option",
    });
  }
  const actor = actingActor();
  const task = currentTask();
  if (task?.actor === actor) touchOwnLife(task);
  const rows = new TableRows(label, type === "bag", actor.pid);
  const owner = new TableOwner(rows, actor);
  if (heir !== undefined) owner.heir = heirOf(heir, heirData);
  return Table.create(rows, owner);
}
