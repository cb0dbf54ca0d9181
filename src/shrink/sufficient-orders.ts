// The number of ordering constraints that a failure takes: the depth of the bug in the sense of PCT (Burckhardt et al.,
// "A randomized scheduler with probabilistic guarantees of finding bugs", 2010), measured by random executions that
// satisfy them.

import { indexOf, ConstrainedWalk, Recorder } from "../strategy/index.ts";
import type { NamedDeviation, OrderConstraint, ObservedStep } from "../strategy/index.ts";
import type { FoundPair } from "./critical-pairs.ts";
import type { Budget, ShrinkSearch } from "./search.ts";

/** The number of executions under the constraints that must fail, while none may pass. */
const EVIDENCE = 16;
/** The maximum number of executions run to get that evidence. */
const MAX_TRIALS = 48;
/** The number of pairs that are combined; further ones are ignored. */
const MAX_PAIRS = 6;
/** The maximum number of constraints that are combined. */
const MAX_DEPTH = 3;

/**
 * The smallest set of pairs that is sufficient for the failure; `undefined` when none is.
 * @param drawn the values that the program draws, which are kept
 */
export function* findSufficient(
  pairs: readonly FoundPair[],
  drawn: readonly NamedDeviation[],
  budget: Budget,
): ShrinkSearch<readonly FoundPair[] | undefined> {
  const candidates = pairs.slice(0, MAX_PAIRS);
  const passing = pairs.flatMap(({ failure, reversed }) => (failure === undefined ? [reversed] : []));
  for (let size = pairs.length === 0 ? 0 : 1; size <= Math.min(MAX_DEPTH, candidates.length); size += 1) {
    for (const chosen of subsets(candidates, size)) {
      const orders = chosen.map(({ order }) => order);
      // An execution that is known to pass is stronger evidence than many random ones that fail.
      if (passing.some((steps) => satisfies(steps, orders))) continue;
      if (yield* isSufficient((seed) => new ConstrainedWalk(orders, drawn, seed), budget)) return chosen;
    }
  }
  return undefined;
}

function* isSufficient(walkOf: (seed: number) => ConstrainedWalk, budget: Budget): ShrinkSearch<boolean> {
  let evidence = 0;
  for (let trial = 1; trial <= MAX_TRIALS && evidence < EVIDENCE; trial += 1) {
    if (!budget.take()) return false;
    const walk = walkOf(trial);
    const { failure, isUndecided } = yield new Recorder(walk);
    if (!walk.isSatisfied || isUndecided) continue;
    // It may fail in any way: which failure occurs may depend on the choices left open.
    if (failure === undefined) return false;
    evidence += 1;
  }
  return evidence >= EVIDENCE;
}

/** Whether in an execution the first operation of each constraint happened, and before its second. */
function satisfies(steps: readonly ObservedStep[], orders: readonly OrderConstraint[]): boolean {
  return orders.every(({ first, second }) => {
    const [one, other] = [indexOf(steps, first), indexOf(steps, second)];
    return one >= 0 && (other < 0 || one < other);
  });
}

/** All subsets of a size, in the order of their members. */
function* subsets<Member>(members: readonly Member[], size: number): Generator<readonly Member[]> {
  if (size === 0) yield [];
  for (const [at, member] of members.entries()) {
    for (const rest of subsets(members.slice(at + 1), size - 1)) if (size > 0) yield [member, ...rest];
  }
}
