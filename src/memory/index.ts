// Shared memory whose operations are scheduling points: cells, tables, locks. Plain state whose accesses
// are seen, and operations of one's own on it.

export { cell, Cell } from "./cell.ts";
export type { AcquireOptions } from "./locks/acquire.ts";
export { Barrier, barrier } from "./locks/barrier.ts";
export { Condition, condition } from "./locks/condition.ts";
export { mutex, Mutex } from "./locks/mutex.ts";
export { ReadWriteLock, readWriteLock } from "./locks/read-write-lock.ts";
export type { LockSide } from "./locks/read-write-lock.ts";
export { semaphore, Semaphore } from "./locks/semaphore.ts";
export { shared } from "./shared.ts";
export { Table, table } from "./table.ts";
export type { BagTable, SetTable, TableOptions } from "./table.ts";
export { TableGone } from "./table-gone.ts";
export { operation } from "../kernel/index.ts";
export type { Footprint, OwnOperation, Touched } from "../kernel/index.ts";
export type { TableTransfer } from "./table-owner.ts";
