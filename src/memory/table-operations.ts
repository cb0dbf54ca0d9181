// What the operations of a table do. Those on one key touch its slot, the others the whole table.

import { Operation } from "../kernel/index.ts";
import { Access } from "../trace/index.ts";
import type { Row, Rows, Slot } from "./rows.ts";

/** A row as the caller sees it. */
export type Entry = readonly [key: unknown, value: unknown];

type IsMatch = (value: unknown) => boolean;

interface Match {
  readonly key: unknown;
  readonly isMatch: IsMatch;
}

interface Replacement {
  readonly key: unknown;
  readonly expected: unknown;
  readonly value: unknown;
}

/** A set gives the value or `undefined`, a bag the list of values. */
export const GET: Operation<Slot, unknown, unknown> = new Operation<Slot, unknown, unknown>({
  kind: "table.get",
  access: Access.read,
  perform(slot, key) {
    slot.rows.check();
    return found(slot, rowsOf(slot, key));
  },
  show: () => [],
});

export const HAS: Operation<Slot, unknown, boolean> = new Operation<Slot, unknown, boolean>({
  kind: "table.has",
  access: Access.read,
  perform(slot, key) {
    slot.rows.check();
    return rowsOf(slot, key).length > 0;
  },
  show: () => [],
});

export const INSERT: Operation<Slot, Row, void> = new Operation<Slot, Row, void>({
  kind: "table.insert",
  access: Access.write,
  perform(slot, row) {
    slot.rows.check();
    if (!slot.rows.isBag) removeRows(slot, row.key, isAny);
    slot.content.push(row);
  },
  show: ({ value }) => [value],
});

export const INSERT_NEW: Operation<Slot, Row, boolean> = new Operation<Slot, Row, boolean>({
  kind: "table.insertNew",
  access: Access.write,
  perform(slot, row) {
    slot.rows.check();
    if (rowsOf(slot, row.key).length > 0) return false;
    slot.content.push(row);
    return true;
  },
  show: ({ value }) => [value],
});

export const DELETE: Operation<Slot, unknown, void> = new Operation<Slot, unknown, void>({
  kind: "table.delete",
  access: Access.write,
  perform(slot, key) {
    slot.rows.check();
    removeRows(slot, key, isAny);
  },
  show: () => [],
});

export const DELETE_EXACT: Operation<Slot, Match, boolean> = new Operation<Slot, Match, boolean>({
  kind: "table.deleteExact",
  access: Access.write,
  perform(slot, { key, isMatch }) {
    slot.rows.check();
    return removeRows(slot, key, isMatch).length > 0;
  },
  show: () => [],
});

export const TAKE: Operation<Slot, unknown, unknown> = new Operation<Slot, unknown, unknown>({
  kind: "table.take",
  access: Access.write,
  perform(slot, key) {
    slot.rows.check();
    return found(slot, removeRows(slot, key, isAny));
  },
  show: () => [],
});

export const REPLACE_EXACT: Operation<Slot, Replacement, boolean> = new Operation<Slot, Replacement, boolean>({
  kind: "table.replaceExact",
  access: Access.write,
  perform(slot, { key, expected, value }) {
    slot.rows.check();
    const index = slot.content.findIndex((row) => isSameKey(row.key, key) && Object.is(row.value, expected));
    if (index < 0) return false;
    slot.content[index] = { key, value };
    return true;
  },
  show: ({ expected, value }) => [expected, value],
});

export const ENTRIES: Operation<Rows, undefined, Entry[]> = new Operation<Rows, undefined, Entry[]>({
  kind: "table.entries",
  access: Access.read,
  perform(rows) {
    rows.check();
    return rows.sorted().flatMap(({ content }) => content.map(entryOf));
  },
});

export const KEYS: Operation<Rows, undefined, unknown[]> = new Operation<Rows, undefined, unknown[]>({
  kind: "table.keys",
  access: Access.read,
  perform(rows) {
    rows.check();
    return [...new Set(rows.sorted().flatMap(({ content }) => content.map(({ key }) => key)))];
  },
});

export const SIZE: Operation<Rows, undefined, number> = new Operation<Rows, undefined, number>({
  kind: "table.size",
  access: Access.read,
  perform(rows) {
    rows.check();
    return rows.sorted().reduce((sum, { content }) => sum + content.length, 0);
  },
});

export const DELETE_WHERE: Operation<Rows, (row: Row) => boolean, Entry[]> = new Operation<
  Rows,
  (row: Row) => boolean,
  Entry[]
>({
  kind: "table.deleteWhere",
  access: Access.write,
  perform(rows, isMatch) {
    rows.check();
    return rows.sorted().flatMap((slot) => {
      const removed = new Set(slot.content.filter(isMatch));
      slot.content = slot.content.filter((row) => !removed.has(row));
      return Array.from(removed, entryOf);
    });
  },
  show: () => [],
});

function found({ rows }: Slot, content: readonly Row[]): unknown {
  return rows.isBag ? content.map(({ value }) => value) : content[0]?.value;
}

function rowsOf({ content }: Slot, key: unknown): readonly Row[] {
  return content.filter((row) => isSameKey(row.key, key));
}

function removeRows(slot: Slot, key: unknown, isMatch: IsMatch): readonly Row[] {
  const removed = slot.content.filter((row) => isSameKey(row.key, key) && isMatch(row.value));
  if (removed.length > 0) slot.content = slot.content.filter((row) => !removed.includes(row));
  return removed;
}

/** As the keys of a `Map`. */
function isSameKey(one: unknown, other: unknown): boolean {
  return one === other || (Number.isNaN(one) && Number.isNaN(other));
}

function entryOf({ key, value }: Row): Entry {
  return [key, value];
}

function isAny(): boolean {
  return true;
}
