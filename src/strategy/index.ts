// Who chooses: pure deciders over enabled operations.

export { exhaustiveFrom, STRATEGY_NAMES, strategyFrom } from "./catalogue.ts";
export type { Causality } from "./causality.ts";
export { dpor } from "./dpor/index.ts";
export { UNUSED } from "./exhaustive.ts";
export type { Exhaustive, Part, Rest, Searcher, SearchSpace } from "./exhaustive.ts";
export { FollowLoosely } from "./follow-loosely.ts";
export { FollowOrder } from "./follow-order.ts";
export type { Move } from "./follow-order.ts";
export { DelayBounding } from "./delay.ts";
export type { DelayOptions } from "./delay.ts";
export { FairPct } from "./fair-pct.ts";
export type { FairPctOptions } from "./fair-pct.ts";
export { IterativePct } from "./idpct.ts";
export { Pct } from "./pct.ts";
export type { PctOptions } from "./pct.ts";
export { Pctcp } from "./pctcp.ts";
export { Portfolio } from "./portfolio.ts";
export { Pos } from "./pos.ts";
export { RandomWalk } from "./random.ts";
export { Recorder } from "./recorder.ts";
export { FollowChoices, FollowSchedule } from "./replay.ts";
export { Rff } from "./rff.ts";
export { RoundRobin } from "./round-robin.ts";
export { roundSize } from "./rounds.ts";
export type { ExecutionStart, Lesson, Strategy } from "./strategy.ts";
export { Surw } from "./surw.ts";
export { Urw } from "./urw.ts";
