// The error of an operation on a table whose owner has exited.

import type { Pid } from "../trace/index.ts";

/** The table was deleted when its owner exited. */
export class TableGone extends Error {
  override readonly name: string = "TableGone";
  /** The table's label. */
  readonly table: string;
  /** The actor that created the table. */
  readonly owner: Pid;

  /** @param table the name of the table in traces */
  constructor(table: string, owner: Pid) {
    super(`The table ${table} no longer exists: its owner ${owner.path} has exited.`);
    this.table = table;
    this.owner = owner;
  }
}
