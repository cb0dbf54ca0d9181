// Shared memory whose operations are scheduling points: cells, mutexes, semaphores and tables.

export { cell, Cell } from "./cell.ts";
export { mutex, Mutex } from "./mutex.ts";
export { semaphore, Semaphore } from "./semaphore.ts";
export { Table, table } from "./table.ts";
export type { BagTable, SetTable, TableOptions } from "./table.ts";
export { TableGone } from "./table-gone.ts";
