// Many executions of one program, and one execution again.

export { Deadlock, headline } from "./counterexample.ts";
export type { Counterexample } from "./counterexample.ts";
export { exploreOn } from "./explore.ts";
export type { Program, Report, Verdict } from "./explore.ts";
export type { Guarded, Host } from "./host.ts";
export { DEFAULTS } from "./options.ts";
export type { Check, CompletedExecution, ExploreOptions, Progress } from "./options.ts";
export { replayOn } from "./replay.ts";
export type { ReplayedExecution, ReplayOptions } from "./replay.ts";
export { isScenario, scenario } from "./scenario.ts";
export type { Scenario, ScenarioTraits } from "./scenario.ts";
export { Runner } from "./runner.ts";
