// The rows of a table, by slots. A slot is the part of a table that operations on one key touch, so that operations
// on different keys commute. Nothing that can be read off a table tells in which order slots were made.

import { hashText } from "../choice/index.ts";
import { createObject, createPart } from "../kernel/index.ts";
import type { SharedObject } from "../kernel/index.ts";
import { Pid } from "../trace/index.ts";
import { TableGone } from "./table-gone.ts";

/** One row. */
export interface Row {
  readonly key: unknown;
  readonly value: unknown;
}

/** The rows of one key, oldest first; or those of all keys that are objects. */
export interface Slot {
  readonly rows: Rows;
  /** Tells it from the others of its table, and sorts them. */
  readonly text: string;
  readonly order: number;
  content: Row[];
}

/** All rows of one table. */
export class Rows {
  readonly object: SharedObject<Rows>;
  readonly isBag: boolean;
  readonly #owner: Pid;
  readonly #slots = new Map<unknown, SharedObject<Slot>>();
  /** Shared by all keys that have no text of their own. */
  readonly #rest: SharedObject<Slot>;
  #isGone = false;

  constructor(label: string, isBag: boolean, owner: Pid) {
    this.object = createObject<Rows>(label, this);
    this.isBag = isBag;
    this.#owner = owner;
    this.#rest = this.#createSlot("…", 0, "…");
  }

  /** The slot of a key. */
  slotOf(key: unknown): SharedObject<Slot> {
    if (!hasOwnText(key)) return this.#rest;
    let slot = this.#slots.get(key);
    if (slot === undefined) {
      const shown = key instanceof Pid ? key.path : String(key);
      slot = this.#createSlot(`${typeof key} ${shown}`, orderOf(key), shown);
      this.#slots.set(key, slot);
    }
    return slot;
  }

  /** Slots in an order of their own, the same whatever order they were filled in. */
  sorted(): readonly Slot[] {
    const slots = Array.from(this.#slots.values(), ({ state }) => state);
    slots.push(this.#rest.state);
    return slots.filter(({ content }) => content.length > 0).toSorted(compareSlots);
  }

  /** @throws TableGone */
  check(): void {
    if (this.#isGone) throw new TableGone(this.object.label, this.#owner);
  }

  /** The owner has exited. */
  drop(): void {
    this.#isGone = true;
  }

  #createSlot(text: string, order: number, shown: string): SharedObject<Slot> {
    const slot: Slot = { rows: this, text, order, content: [] };
    return createPart(this.object, hashText(text), `${this.object.label}[${shown}]`, slot);
  }
}

/** Whether a key is the same in every interleaving, as something to print. */
function hasOwnText(key: unknown): boolean {
  if (key instanceof Pid) return true;
  return (typeof key !== "object" || key === null) && typeof key !== "function" && typeof key !== "symbol";
}

/** Numbers sort as numbers. */
function orderOf(key: unknown): number {
  if (typeof key !== "number") return 0;
  return Number.isNaN(key) ? Number.POSITIVE_INFINITY : key;
}

function compareSlots(one: Slot, other: Slot): number {
  if (one.order !== other.order) return one.order < other.order ? -1 : 1;
  if (one.text === other.text) return 0;
  return one.text < other.text ? -1 : 1;
}
