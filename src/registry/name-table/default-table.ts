// The table of names that every execution has, and the functions that act on it: fauxtp's module-level functions.

import { actingActor, stateOf } from "../../kernel/index.ts";
import type { Pid } from "../../trace/index.ts";
import { NameTable } from "./name-table.ts";

const DEFAULT = Symbol("names");

/**
 * Registers `pid` under a name in the table of the execution; false if the name is taken. fauxtp's `register`.
 * @throws UsageError (`outside-execution`, `invalid-name`, `not-a-pid`, `foreign-pid`)
 */
export function register(name: string, pid: Pid): Promise<boolean> {
  return defaultTable().register(name, pid);
}

/**
 * Unregisters a name in the table of the execution, whoever holds it; returns whether it did. fauxtp's `unregister`.
 * @throws UsageError (`outside-execution`, `invalid-name`)
 */
export function unregister(name: string): Promise<boolean> {
  return defaultTable().unregister(name);
}

/**
 * The holder of a name in the table of the execution, which may be dead. fauxtp's `whereis`.
 * @throws UsageError (`outside-execution`, `invalid-name`)
 */
export function whereis(name: string): Promise<Pid | undefined> {
  return defaultTable().whereis(name);
}

/**
 * A copy of all names in the table of the execution, in registration order. fauxtp's `registered`.
 * @throws UsageError (`outside-execution`)
 */
export function registered(): Promise<string[]> {
  return defaultTable().registered();
}

function defaultTable(): NameTable {
  return stateOf(actingActor().execution, DEFAULT, () => NameTable.ofExecution());
}
