// From a failing execution to the few choices that matter, and why they do.

export type { CriticalPair, Explanation, RacingOperation } from "./explanation.ts";
