// Who chooses: pure deciders over enabled operations.

export type { Causality } from "./causality.ts";
export { STRATEGY_NAMES, strategyFrom } from "./catalogue.ts";
export { FairPct } from "./fair-pct.ts";
export type { FairPctOptions } from "./fair-pct.ts";
export { Pct } from "./pct.ts";
export type { PctOptions } from "./pct.ts";
export { RandomWalk } from "./random.ts";
export { Recorder } from "./recorder.ts";
export { FollowChoices, FollowSchedule } from "./replay.ts";
export { RoundRobin } from "./round-robin.ts";
export type { ExecutionStart, Lesson, Strategy } from "./strategy.ts";
