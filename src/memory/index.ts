// Shared memory whose operations are scheduling points: cells, mutexes, semaphores and tables. Plain state whose accesses
// are seen, and operations of one's own on it.

export { cell, Cell } from "./cell.ts";
export { mutex, Mutex } from "./mutex.ts";
export { semaphore, Semaphore } from "./semaphore.ts";
export { shared } from "./shared.ts";
export { Table, table } from "./table.ts";
export type { BagTable, SetTable, TableOptions } from "./table.ts";
export { TableGone } from "./table-gone.ts";
export { operation } from "../kernel/index.ts";
export type { Footprint, OwnOperation, Touched } from "../kernel/index.ts";
