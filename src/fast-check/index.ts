// The fast-check integration: schedules that are drawn and shrunk with the workload, and concurrent model runs.

export { schedule } from "./schedule-arbitrary.ts";
export { Schedule } from "./schedule.ts";
export type { ScheduleOptions } from "./schedule.ts";
export { interleaved } from "./interleaved.ts";
export type { InterleavedArguments } from "./interleaved.ts";
export { concurrentModelRun } from "./model-run.ts";
export type { ModelCommand, ModelSetup, ModelStart } from "./model-run.ts";
export type { Applied } from "./history.ts";
export { NotLinearizable } from "./not-linearizable.ts";
