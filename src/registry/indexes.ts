// What a registry stores: each registration as one row in two tables, found by key and found by pid, and the metadata.

import { table } from "../memory/index.ts";
import type { BagTable, SetTable } from "../memory/index.ts";
import type { Pid } from "../trace/index.ts";

/** One registration. Made anew for each attempt and compared by identity, so a removal never takes another's row. */
export interface Row {
  readonly key: unknown;
  readonly pid: Pid;
  readonly value: unknown;
}

/** The tables of one registry. */
export interface Indexes {
  readonly byKey: BagTable<unknown, Row>;
  /** Written before `byKey` and cleared after it: no row that can be looked up is unknown to the cleanup. */
  readonly byPid: BagTable<Pid, Row>;
  /** Values are wrapped, so that a stored `undefined` can be told from none. */
  readonly meta: SetTable<unknown, { readonly value: unknown }>;
}

/** Makes the tables; the calling actor owns them. */
export function openIndexes(label: string): Indexes {
  return {
    byKey: table(`${label}.keys`, { type: "bag" }),
    byPid: table(`${label}.pids`, { type: "bag" }),
    meta: table(`${label}.meta`),
  };
}

/** Whether two keys are one, as in a table. */
export function isSameKey(one: unknown, other: unknown): boolean {
  return one === other || Object.is(one, other);
}
