// Explains a failing execution: its critical pairs, how many of them are sufficient, and the steps that lead to the
// failure.

import { LenientReplayByName, Recorder, FootprintRecorder } from "../strategy/index.ts";
import type { NamedDeviation, ObservedStep } from "../strategy/index.ts";
import { findCriticalPairs } from "./critical-pairs.ts";
import type { FoundPair } from "./critical-pairs.ts";
import type { Budget, ShrinkSearch } from "./search.ts";
import { findSufficient } from "./sufficient-orders.ts";

/** The share of the executions that the search for pairs may use; measuring the depth uses the rest. */
const PAIRS_SHARE = 2 / 3;

/** The result of explaining a failing execution, before it is put into words. */
export interface FailureCauses {
  /** The sufficient pairs first, then those closest to the failure. */
  readonly pairs: readonly FoundPair[];
  /** How many of the pairs, from the first, are sufficient; `undefined` when not even all are. */
  readonly depth: number | undefined;
  /** The values that the program draws and that are not 0. */
  readonly drawn: readonly number[];
  /** The steps of the failing execution with their footprints. */
  readonly steps: readonly ObservedStep[];
  /** Whether causes may be missing: then no step can be left out. */
  readonly isApproximate: boolean;
}

/** Explains the execution that has these deviations. */
export function* explainSchedule(deviations: readonly NamedDeviation[], budget: Budget): ShrinkSearch<FailureCauses> {
  const recorder = new FootprintRecorder();
  const failing = new Recorder(new LenientReplayByName(deviations), recorder);
  if (budget.take()) yield failing;
  const { isApproximate, steps } = recorder;
  const pairs = yield* findCriticalPairs({ moves: failing.moves, steps, isApproximate }, budget.part(PAIRS_SHARE));
  const drawn = deviations.filter(({ kind }) => kind === "");
  const sufficient = yield* findSufficient(pairs, drawn, budget);
  const rest = pairs.filter((pair) => sufficient?.includes(pair) !== true);
  const values = drawn.map(({ alternative }) => alternative);
  return { pairs: [...(sufficient ?? []), ...rest], depth: sufficient?.length, drawn: values, steps, isApproximate };
}
