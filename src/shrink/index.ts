// Shrinking a failing execution to the few choices that matter, and explaining why they do.

export type { CriticalPair, Explanation, RacingOperation } from "./explanation.ts";
export { Budget } from "./search.ts";
export type { ShrinkSearch, Trial } from "./search.ts";
export { shrinkSchedule } from "./shrink-schedule.ts";
export type { Shrunk } from "./shrink-schedule.ts";
export { explainSchedule } from "./explain.ts";
export type { FailureCauses } from "./explain.ts";
export type { FoundPair } from "./critical-pairs.ts";
export { describeStep, sentenceOf } from "./sentence.ts";
