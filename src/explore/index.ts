// Many executions of one program, and one execution again.

export { Deadlock, headline, Livelock } from "./counterexample.ts";
export type { CorpusReplay, CorpusReport } from "./corpus-report.ts";
export type { Counterexample, ShrunkCounterexample } from "./counterexample.ts";
export type { BlockResult } from "./block-result.ts";
export type { Crew, Job, Notice, Work, WorkKind, WorkOrder } from "./crew.ts";
export type { Report, StrategyShare, Unfinished, Verdict } from "./exploration-report.ts";
export { exploreOn } from "./explore.ts";
export type { Program } from "./explore.ts";
export type { CorpusFolder, Guarded, Host, StoredFile } from "./host.ts";
export { DEFAULTS, planOf } from "./options.ts";
export type { Check, CompletedExecution, ExploreOptions, Progress } from "./options.ts";
export { findProgram } from "./program-source.ts";
export { replayOn } from "./replay.ts";
export type { ReplayedExecution, ReplayOptions } from "./replay.ts";
export { shrinkOn } from "./shrink.ts";
export type { ShrinkOptions } from "./shrink.ts";
export { isScenario, scenario } from "./scenario.ts";
export type { Scenario, ScenarioTraits } from "./scenario.ts";
export { Runner } from "./runner.ts";
export { Workshop } from "./workshop.ts";
export type { Desk, Task } from "./workshop.ts";
