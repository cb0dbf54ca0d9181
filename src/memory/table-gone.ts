// The error of an operation on a table that has gone with its owner.

import type { Pid } from "../trace/index.ts";

/** The table's owner has exited and the table went with it. */
export class TableGone extends Error {
  override readonly name: string = "TableGone";
  /** The table's label. */
  readonly table: string;
  readonly owner: Pid;

  constructor(table: string, owner: Pid) {
    super(`The table ${table} has gone: its owner ${owner.path} has exited.`);
    this.table = table;
    this.owner = owner;
  }
}
