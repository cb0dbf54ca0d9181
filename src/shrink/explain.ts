// Why a failing execution fails: its critical pairs, how many of them are enough, and the steps that lead to the failure.

import { LenientReplayByName, Recorder, FootprintRecorder } from "../strategy/index.ts";
import type { NamedDeviation, ObservedStep } from "../strategy/index.ts";
import { findCriticalPairs } from "./critical-pairs.ts";
import type { FoundPair } from "./critical-pairs.ts";
import type { Budget, ShrinkSearch } from "./search.ts";
import { findSufficient } from "./sufficient-orders.ts";

/** The search for pairs may use this part of the executions, measuring the depth the rest. */
const PAIRS_PART = 2 / 3;

/** What a failing execution was found to depend on, before it is put into words. */
export interface FailureCauses {
  /** Those that are enough first, then those closest to the failure. */
  readonly pairs: readonly FoundPair[];
  /** How many of the pairs, from the first, are enough; `undefined` when not even all are. */
  readonly depth: number | undefined;
  /** The values that the program draws and that are not 0. */
  readonly drawn: readonly number[];
  /** What the steps of the failing execution touched. */
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
  const pairs = yield* findCriticalPairs({ moves: failing.moves, steps, isApproximate }, budget.part(PAIRS_PART));
  const drawn = deviations.filter(({ kind }) => kind === "");
  const enough = yield* findSufficient(pairs, drawn, budget);
  const rest = pairs.filter((pair) => enough?.includes(pair) !== true);
  const values = drawn.map(({ alternative }) => alternative);
  return { pairs: [...(enough ?? []), ...rest], depth: enough?.length, drawn: values, steps, isApproximate };
}
