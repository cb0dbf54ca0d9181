// The entry point `heddle/strategy`, for authors of strategies: the interface, and the strategies to build on. Other layers
// enter by index.ts.

export { DelayBounding } from "./sampling/delay-bounding.ts";
export type { DelayOptions } from "./sampling/delay-bounding.ts";
export { FairPct } from "./sampling/fair-pct.ts";
export type { FairPctOptions } from "./sampling/fair-pct.ts";
export { IterativePct } from "./sampling/iterative-pct.ts";
export { Pct } from "./sampling/pct.ts";
export type { PctOptions } from "./sampling/pct.ts";
export { Pctcp } from "./sampling/pctcp.ts";
export { Portfolio } from "./sampling/portfolio.ts";
export { Pos } from "./sampling/pos.ts";
export { RandomWalk } from "./sampling/random-walk.ts";
export { Rff } from "./sampling/rff.ts";
export { RoundRobin } from "./sampling/round-robin.ts";
export { Surw } from "./sampling/surw.ts";
export { Urw } from "./sampling/urw.ts";
export type { ExecutionStart, Feedback, Strategy } from "./strategy.ts";
export type { Generator } from "../choice/index.ts";
export { Access, isDependent, Role } from "../trace/index.ts";
export type { EnabledOperation, TouchedObject } from "../trace/index.ts";
