// Judges of what an execution did: histories of operations, and whether a sequential model explains them.

export { assertLinearizable, assertSequentiallyConsistent } from "./assert-linearizable.ts";
export { HistoryUndecided, HistoryViolated } from "./assert-linearizable.ts";
export type { Recorded } from "./assert-linearizable.ts";
export { History } from "./history.ts";
export type { HistoryOptions, Rejected } from "./history.ts";
export { historyLanes } from "./history-lanes.ts";
export { linearizability, sequentialConsistency } from "./linearizability.ts";
export type { JudgeOptions } from "./linearizability.ts";
export { partitionBy, unknownOperation } from "./model.ts";
export type { Model, Stepped } from "./model.ts";
export { counterModel } from "./models/counter.ts";
export type { CounterOperation } from "./models/counter.ts";
export { keyValueModel } from "./models/key-value.ts";
export type { KeyValueOperation } from "./models/key-value.ts";
export { lockModel } from "./models/lock.ts";
export type { LockOperation } from "./models/lock.ts";
export { nameTableModel } from "./models/name-table.ts";
export type { NameTableOperation, NameTableResult } from "./models/name-table.ts";
export { queueModel } from "./models/queue.ts";
export type { QueueOperation } from "./models/queue.ts";
export { registerModel } from "./models/register.ts";
export type { RegisterOperation } from "./models/register.ts";
export { registryModel } from "./models/registry.ts";
export type { RegistryOperation, RegistryResult, RegistryState } from "./models/registry.ts";
export { setModel } from "./models/set.ts";
export type { SetOperation } from "./models/set.ts";
export type { RecordedOperation } from "./recorded-operation.ts";
export type { SearchLimits, SpentLimit } from "./search-budget.ts";
export { structuralText } from "./structural-text.ts";
export type {
  HistoryVerdict,
  PassedHistory,
  UndecidedHistory,
  ViolatedHistory,
  ViolationReason,
} from "./verdict.ts";
export type { KeptOrder } from "./wing-gong-lowe.ts";
