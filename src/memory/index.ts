// Shared memory as scheduler-aware objects.

export { cell, Cell } from "./cell.ts";
export { mutex, Mutex } from "./mutex.ts";
export { semaphore, Semaphore } from "./semaphore.ts";
export { Table, table } from "./table.ts";
export type { BagTable, SetTable, TableOptions } from "./table.ts";
export { TableGone } from "./table-gone.ts";
