// Strategies: pure functions from the enabled operations to the one performed next. This is what other layers import;
// users import public.ts.

export { checkStrategyName, exhaustiveFrom, STRATEGY_NAMES, strategyFrom } from "./by-name.ts";
export type { StrategyName } from "./by-name.ts";
export type { Causality } from "./causality.ts";
export { dpor, OrderRecorder } from "./exhaustive/dpor/index.ts";
export type {
  Exhaustive,
  Part,
  PartSearcher,
  PickEvent,
  Rest,
  Searcher,
  TreeSearcher,
} from "./exhaustive/exhaustive.ts";
export { FollowOrder } from "./replay/follow-order.ts";
export type { Move } from "./replay/follow-order.ts";
export { canonicalOrder, defaultOperation } from "./replay/default-schedule.ts";
export { Pct } from "./sampling/pct.ts";
export { RandomWalk } from "./sampling/random-walk.ts";
export { DelayStep } from "./replay/delay-step.ts";
export { indexOf, occurrenceAt, ConstrainedWalk } from "./replay/constrained-walk.ts";
export type { OrderConstraint } from "./replay/constrained-walk.ts";
export { LenientReplayByOrder, LenientReplayByName, LenientReplayByIndex } from "./replay/lenient-replay.ts";
export { Recorder, unnamed } from "./replay/recorder.ts";
export type { NamedDeviation } from "./replay/recorder.ts";
export { FollowChoices, FollowSchedule } from "./replay/follow-schedule.ts";
export { roundSize } from "./feedback/rounds.ts";
export type { ExecutionStart, Feedback, Strategy } from "./strategy.ts";
export { FootprintRecorder } from "./replay/footprint-recorder.ts";
export type { ObservedAccess, ObservedStep } from "./replay/footprint-recorder.ts";
