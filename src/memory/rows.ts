// The rows of a table, by key, and its slots. A slot is the part of a table that operations on one key touch, so that
// operations on different keys commute. The order in which slots were created is not observable.

import { hashText } from "../choice/index.ts";
import { createObject, createPart } from "../kernel/index.ts";
import type { SharedObject } from "../kernel/index.ts";
import { keyText, Pid, showValue } from "../trace/index.ts";
import type { Shown, ShownPart } from "../trace/index.ts";
import { TableGone } from "./table-gone.ts";

/** One row. */
export interface TableRow {
  readonly key: unknown;
  readonly value: unknown;
}

/** The state that operations on one key touch; all keys that are objects share one. */
export interface RowSlot {
  readonly rows: TableRows;
  /** Unique in its table; the sort key of slots. */
  readonly text: string;
  readonly order: number;
}

/** All rows of one table. */
export class TableRows {
  readonly object: SharedObject<TableRows>;
  readonly isBag: boolean;
  /** The actor with whose exit it ends. */
  owner: Pid;
  readonly #slots = new Map<unknown, SharedObject<RowSlot>>();
  /** The slot of all keys that have no text of their own. */
  readonly #sharedSlot: SharedObject<RowSlot>;
  /** The rows of each key that has any, oldest first. */
  readonly #byKey = new Map<unknown, TableRow[]>();
  #size = 0;
  #isGone = false;

  constructor(label: string, isBag: boolean, owner: Pid) {
    this.object = createObject<TableRows>(label, this);
    this.isBag = isBag;
    this.owner = owner;
    this.#sharedSlot = this.#createSlot("…", 0, "…");
  }

  get size(): number {
    return this.#size;
  }

  /** The slot of a key. */
  slotOf(key: unknown): SharedObject<RowSlot> {
    const known = this.#slots.get(key);
    if (known !== undefined) return known;
    // Computed only now: the text of a pid takes time linear in the number of its siblings.
    const text = keyText(key);
    if (text === undefined) return this.#sharedSlot;
    const shown: ShownPart = key instanceof Pid ? { actor: key.path } : text.slice(text.indexOf(" ") + 1);
    const slot = this.#createSlot(text, orderOf(key), shown);
    this.#slots.set(key, slot);
    return slot;
  }

  /** The rows of a key, oldest first. */
  get(key: unknown): readonly TableRow[] {
    return this.#byKey.get(key) ?? NO_ROWS;
  }

  add(row: TableRow): void {
    this.#size += 1;
    const present = this.#byKey.get(row.key);
    if (present === undefined) this.#byKey.set(row.key, [row]);
    else present.push(row);
  }

  /** Replaces the rows of a key. */
  set(key: unknown, rows: TableRow[]): void {
    this.#size += rows.length - this.get(key).length;
    if (rows.length === 0) this.#byKey.delete(key);
    else this.#byKey.set(key, rows);
  }

  /** The rows of each key, in an order that does not depend on the order of insertion. */
  sorted(): readonly (readonly TableRow[])[] {
    const sorted = Array.from(this.#byKey, ([key, rows]) => ({ slot: this.slotOf(key).state, rows }));
    return sorted.toSorted((one, other) => compareSlots(one.slot, other.slot)).map(({ rows }) => rows);
  }

  /** The rows in that order; none once the owner has exited. */
  peek(): readonly TableRow[] {
    return this.#isGone ? NO_ROWS : this.sorted().flat();
  }

  /** The rows as a viewer shows them. */
  stateRows(): readonly Shown[] {
    if (this.#isGone) return [["gone, with its owner"]];
    return this.peek().map(({ key, value }) => [...showValue(key), ": ", ...showValue(value)]);
  }

  /** The rows themselves, as long as the owner lives. @throws TableGone */
  check(): this {
    if (this.#isGone) throw new TableGone(this.object.label, this.owner);
    return this;
  }

  /** The owner has exited. */
  drop(): void {
    this.#isGone = true;
  }

  #createSlot(text: string, order: number, key: ShownPart): SharedObject<RowSlot> {
    const name = [`${this.object.label}[`, key, "]"];
    return createPart(this.object, hashText(text), name, { rows: this, text, order });
  }
}

const NO_ROWS: readonly TableRow[] = [];

/** Numbers sort as numbers. */
function orderOf(key: unknown): number {
  if (typeof key !== "number") return 0;
  return Number.isNaN(key) ? Number.POSITIVE_INFINITY : key;
}

function compareSlots(one: RowSlot, other: RowSlot): number {
  if (one.order !== other.order) return one.order < other.order ? -1 : 1;
  if (one.text === other.text) return 0;
  return one.text < other.text ? -1 : 1;
}
