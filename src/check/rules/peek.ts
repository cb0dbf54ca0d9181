// How rules look at what a program shares, without an operation.

import { UsageError } from "../../errors.ts";
import { inspectLife } from "../../kernel/index.ts";
import { Cell, Table } from "../../memory/index.ts";
import { Pid } from "../../trace/index.ts";

/** What a rule can look at. */
export type Peekable = Cell<unknown> | Table<unknown, unknown, unknown> | Pid;

/**
 * The value of a cell as it is now; all rows of a table, sorted by key, none once its owner has exited; whether an actor
 * is alive. No scheduling point, so it is for predicates of rules only.
 * @throws UsageError (`peek-outside-rule`, `not-peekable`, `foreign-pid`)
 * @example always("one winner", () => peek(winners).length <= 1);
 */
export function peek<T>(cell: Cell<T>): T;
export function peek<Key, Value>(table: Table<Key, Value, unknown>): readonly (readonly [key: Key, value: Value])[];
export function peek(pid: Pid): boolean;
export function peek(subject: Peekable): unknown {
  return peekAt(subject);
}

/** The same for any of them. */
export function peekAt(subject: Peekable): unknown {
  if (subject instanceof Pid) return inspectLife(subject);
  if (subject instanceof Cell || subject instanceof Table) return subject.peek();
  throw new UsageError(
    `peek looks at cells, tables and pids, but got ${String(subject)}. Keep what a rule is about in one of these.`,
    { code: "not-peekable" },
  );
}
