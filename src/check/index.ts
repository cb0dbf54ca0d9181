// Correctness checks: invariants, quiescence and liveness rules, leak checks, and linearizability of operation
// histories with respect to a sequential model.

export { always } from "./rules/always.ts";
export { atQuiescence } from "./rules/at-quiescence.ts";
export { eventually } from "./rules/eventually.ts";
export { leadsTo } from "./rules/leads-to.ts";
export { noLeaks } from "./checks/no-leaks.ts";
export { noOrphans } from "./checks/no-orphans.ts";
export type { NoOrphansOptions } from "./checks/no-orphans.ts";
export { obligation, Obligation } from "./rules/obligation.ts";
export { peek } from "./rules/peek.ts";
export type { Peekable } from "./rules/peek.ts";
export type { Predicate, RuleOptions } from "./rules/rule.ts";
export type { Over } from "./rules/read-set.ts";
export { RuleBroken } from "../kernel/index.ts";
export { assertLinearizable, assertSequentiallyConsistent } from "./linearizability/assert-linearizable.ts";
export { HistoryUndecided, HistoryViolated } from "./linearizability/assert-linearizable.ts";
export type { Recorded } from "./linearizability/assert-linearizable.ts";
export { History } from "./history/history.ts";
export type { HistoryOptions, Rejected } from "./history/history.ts";
export { historyDiagram } from "./history/history-diagram.ts";
export { linearizability, sequentialConsistency } from "./linearizability/linearizability.ts";
export type { JudgeOptions } from "./linearizability/linearizability.ts";
export { partitionBy, unknownOperation } from "./models/model.ts";
export type { Model, Stepped } from "./models/model.ts";
export { counterModel } from "./models/counter.ts";
export type { CounterOperation } from "./models/counter.ts";
export { keyValueModel } from "./models/key-value.ts";
export type { KeyValueOperation, KeyValueState } from "./models/key-value.ts";
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
export { structuralText } from "./history/structural-text.ts";
export { setModel } from "./models/set.ts";
export type { SetOperation } from "./models/set.ts";
export type { RecordedOperation } from "./history/recorded-operation.ts";
export type { SearchLimits, SpentLimit } from "./linearizability/search-budget.ts";
export type {
  HistoryVerdict,
  PassedHistory,
  UndecidedHistory,
  ViolatedHistory,
  ViolationReason,
} from "./linearizability/verdict.ts";
export type { KeptOrder } from "./linearizability/wing-gong-lowe.ts";
