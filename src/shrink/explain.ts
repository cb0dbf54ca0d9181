// Explains a failing execution: its critical pairs, how many of them are sufficient, and the steps that lead to the
// failure.

import {
  FollowOrder,
  FootprintRecorder,
  indexOf,
  LenientReplayByName,
  LenientReplayByOrder,
  Recorder,
} from "../strategy/index.ts";
import type { Move, NamedDeviation, ObservedStep } from "../strategy/index.ts";
import { findCriticalPairs } from "./critical-pairs.ts";
import type { FoundPair } from "./critical-pairs.ts";
import type { Budget, ShrinkSearch } from "./search.ts";
import { causalSlice } from "./slice.ts";
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
  /** The number of steps of the failing execution. */
  readonly length: number;
  /** The numbers of the steps that lead to the failure; `undefined` if no step can be left out. */
  readonly slice: readonly number[] | undefined;
  /** Whether the execution does not fail without the steps that seem to have no influence. */
  readonly needsAll: boolean;
}

/** Explains the execution that has these deviations. */
export function* explainSchedule(deviations: readonly NamedDeviation[], budget: Budget): ShrinkSearch<FailureCauses> {
  const recorder = new FootprintRecorder();
  const failing = new Recorder(new LenientReplayByName(deviations), recorder);
  if (budget.take()) yield failing;
  const { isApproximate, steps } = recorder;
  const pairs = yield* findCriticalPairs({ moves: failing.moves, steps, isApproximate }, budget.part(PAIRS_SHARE));
  const slice = isApproximate ? undefined : sliceOf(steps, pairs);
  const isEnough = slice === undefined ? undefined : yield* failsWith(slice, failing.moves, budget);
  const drawn = deviations.filter(({ kind }) => kind === "");
  const sufficient = yield* findSufficient(pairs, drawn, budget);
  const rest = pairs.filter((pair) => sufficient?.includes(pair) !== true);
  return {
    pairs: [...(sufficient ?? []), ...rest],
    depth: sufficient?.length,
    drawn: drawn.map(({ alternative }) => alternative),
    length: steps.length,
    slice: isEnough === true ? slice : undefined,
    needsAll: isEnough === false,
  };
}

/** The steps that happen before the failure, and those of the pairs. */
function sliceOf(steps: readonly ObservedStep[], pairs: readonly FoundPair[]): readonly number[] {
  const racing = pairs.flatMap(({ first, order }) => [first, indexOf(steps, order.second)]);
  const numbers = racing.filter((index) => index >= 0).map((index) => index + 1);
  return causalSlice(steps, [...new Set([...numbers, steps.length])]);
}

/**
 * Whether the execution fails in the same way with these steps alone; the others can depend on state that is not seen,
 * and then do matter. `undefined` if that could not be tried.
 */
function* failsWith(
  slice: readonly number[],
  moves: readonly Move[],
  budget: Budget,
): ShrinkSearch<boolean | undefined> {
  if (slice.length >= moves.length) return true;
  if (!budget.take()) return undefined;
  const kept = slice.flatMap((number) => moves[number - 1] ?? []);
  const following = new FollowOrder(kept, new LenientReplayByOrder(moves));
  const { isSame } = yield new Recorder(following);
  return isSame && !following.hasDiverged;
}
