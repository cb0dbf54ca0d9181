// Explorations that throw: the program's own error, with the interleaving that leads to it as its cause.

export { assertExploreOn, assertVerifyOn } from "./assert.ts";
export { failureOf, frameless, isInterleaving, replayedFailure, Undecided } from "./failure.ts";
