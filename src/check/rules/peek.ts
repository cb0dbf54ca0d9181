// Reading shared objects in rules, without an operation.

import { UsageError } from "../../errors.ts";
import { inspectLife } from "../../kernel/index.ts";
import { Cell, Table } from "../../memory/index.ts";
import { Pid } from "../../trace/index.ts";

/** An object that a rule can read. */
export type Peekable = Cell<unknown> | Table<unknown, unknown, unknown> | Pid;

/**
 * Reads an object: the current value of a cell; all rows of a table, sorted by key, none once its owner has exited;
 * whether an actor is alive. It is no scheduling point, so it is only allowed in predicates of rules.
 * @throws UsageError (`peek-outside-rule`, `not-peekable`, `foreign-pid`)
 * @example always("one winner", () => peek(winners).length <= 1);
 */
export function peek<T>(cell: Cell<T>): T;
export function peek<Key, Value>(table: Table<Key, Value, unknown>): readonly (readonly [key: Key, value: Value])[];
export function peek(pid: Pid): boolean;
export function peek(subject: Peekable): unknown {
  return peekAt(subject);
}

/** `peek` for any object. */
export function peekAt(subject: Peekable): unknown {
  if (subject instanceof Pid) return inspectLife(subject);
  if (subject instanceof Cell || subject instanceof Table) return subject.peek();
  throw new UsageError(
    `peek() reads cells, tables and pids, but got ${String(subject)}. Keep the state that a rule reads in one of these.`,
    { code: "not-peekable" },
  );
}
