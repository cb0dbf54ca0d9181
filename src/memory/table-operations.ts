// The operations of a table. Those on one key touch its slot, the others the whole table.

import { Operation, performing } from "../kernel/index.ts";
import type { Task } from "../kernel/index.ts";
import { Access } from "../trace/index.ts";
import type { TableRow, TableRows, RowSlot } from "./rows.ts";

/** A row as the caller sees it. */
export type TableEntry = readonly [key: unknown, value: unknown];

/** Runs in the step of an operation that changed the table; `left` are the remaining rows of the key. */
export type Effect = (task: Task, left: readonly TableRow[]) => void;

type IsMatch = (value: unknown) => boolean;

interface Insertion extends TableRow {
  readonly effect?: Effect | undefined;
}

interface Match {
  readonly key: unknown;
  readonly isMatch: IsMatch;
  readonly effect?: Effect | undefined;
}

interface Replacement {
  readonly key: unknown;
  readonly expected: unknown;
  readonly value: unknown;
}

/** Returns the value or `undefined` for a set, the list of values for a bag. */
export const GET: Operation<RowSlot, unknown, unknown> = new Operation<RowSlot, unknown, unknown>({
  kind: "table.get",
  access: Access.read,
  perform: ({ rows }, key) => found(rows, rows.check().get(key)),
  show: () => [],
});

export const HAS: Operation<RowSlot, unknown, boolean> = new Operation<RowSlot, unknown, boolean>({
  kind: "table.has",
  access: Access.read,
  perform: ({ rows }, key) => rows.check().get(key).length > 0,
  show: () => [],
});

export const INSERT: Operation<RowSlot, Insertion, void> = new Operation<RowSlot, Insertion, void>({
  kind: "table.insert",
  access: Access.write,
  perform({ rows }, { effect, key, value }, task) {
    rows.check();
    if (rows.isBag) rows.add({ key, value });
    else rows.set(key, [{ key, value }]);
    effect?.(task, rows.get(key));
  },
  show: ({ value }) => [value],
});

export const INSERT_NEW: Operation<RowSlot, Insertion, boolean> = new Operation<RowSlot, Insertion, boolean>({
  kind: "table.insertNew",
  access: Access.write,
  perform({ rows }, { effect, key, value }, task) {
    rows.check();
    if (rows.get(key).length > 0) return false;
    rows.add({ key, value });
    effect?.(task, rows.get(key));
    return true;
  },
  show: ({ value }) => [value],
});

export const DELETE: Operation<RowSlot, unknown, void> = new Operation<RowSlot, unknown, void>({
  kind: "table.delete",
  access: Access.write,
  perform: ({ rows }, key) => rows.check().set(key, []),
  show: () => [],
});

export const DELETE_EXACT: Operation<RowSlot, Match, boolean> = new Operation<RowSlot, Match, boolean>({
  kind: "table.deleteExact",
  access: Access.write,
  perform({ rows }, { effect, key, isMatch }, task) {
    rows.check();
    const present = rows.get(key);
    const kept = performing(task, () => present.filter(({ value }) => !isMatch(value)));
    if (kept.length === present.length) return false;
    rows.set(key, kept);
    effect?.(task, kept);
    return true;
  },
  show: () => [],
});

export const TAKE: Operation<RowSlot, unknown, unknown> = new Operation<RowSlot, unknown, unknown>({
  kind: "table.take",
  access: Access.write,
  perform({ rows }, key) {
    rows.check();
    const taken = rows.get(key);
    rows.set(key, []);
    return found(rows, taken);
  },
  show: () => [],
});

export const REPLACE_EXACT: Operation<RowSlot, Replacement, boolean> = new Operation<RowSlot, Replacement, boolean>({
  kind: "table.replaceExact",
  access: Access.write,
  perform({ rows }, { key, expected, value }) {
    rows.check();
    const present = rows.get(key);
    const index = present.findIndex((row) => Object.is(row.value, expected));
    if (index < 0) return false;
    rows.set(key, present.with(index, { key, value }));
    return true;
  },
  show: ({ expected, value }) => [expected, value],
});

export const ENTRIES: Operation<TableRows, undefined, TableEntry[]> = new Operation<TableRows, undefined, TableEntry[]>(
  {
    kind: "table.entries",
    access: Access.read,
    perform: (rows) =>
      rows
        .check()
        .sorted()
        .flatMap((present) => present.map(entryOf)),
  },
);

export const KEYS: Operation<TableRows, undefined, unknown[]> = new Operation<TableRows, undefined, unknown[]>({
  kind: "table.keys",
  access: Access.read,
  perform: (rows) =>
    rows
      .check()
      .sorted()
      .flatMap((present) => present.slice(0, 1).map(({ key }) => key)),
});

export const SIZE: Operation<TableRows, undefined, number> = new Operation<TableRows, undefined, number>({
  kind: "table.size",
  access: Access.read,
  perform: (rows) => rows.check().size,
});

export const DELETE_WHERE: Operation<TableRows, (row: TableRow) => boolean, TableEntry[]> = new Operation<
  TableRows,
  (row: TableRow) => boolean,
  TableEntry[]
>({
  kind: "table.deleteWhere",
  access: Access.write,
  perform(rows, isMatch, task) {
    rows.check();
    return rows.sorted().flatMap((present) => {
      const removed = new Set(performing(task, () => present.filter(isMatch)));
      for (const { key } of removed)
        rows.set(
          key,
          present.filter((row) => !removed.has(row)),
        );
      return Array.from(removed, entryOf);
    });
  },
  show: () => [],
});

function found({ isBag }: TableRows, present: readonly TableRow[]): unknown {
  return isBag ? present.map(({ value }) => value) : present[0]?.value;
}

function entryOf({ key, value }: TableRow): TableEntry {
  return [key, value];
}
