// How many ordering constraints a failure takes: the depth of the bug in the sense of PCT (Burckhardt et al., "A randomized
// scheduler with probabilistic guarantees of finding bugs", 2010), measured by executions at random that keep to them.

import { indexOf, ConstrainedWalk, Recorder } from "../strategy/index.ts";
import type { NamedDeviation, OrderConstraint, ObservedStep } from "../strategy/index.ts";
import type { FoundPair } from "./critical-pairs.ts";
import type { Budget, ShrinkSearch } from "./search.ts";

/** So many executions that keep to the orders must fail, and no such execution may pass. */
const EVIDENCE = 16;
/** How many are tried for that. */
const MOST_TRIALS = 48;
/** Of more pairs than this only the first are combined. */
const MOST_PAIRS = 6;
/** More constraints than this are not looked for. */
const DEEPEST = 3;

/**
 * The smallest set of pairs that is enough for the failure; `undefined` when none is.
 * @param drawn the values that the program draws, which stay as they are
 */
export function* findSufficient(
  pairs: readonly FoundPair[],
  drawn: readonly NamedDeviation[],
  budget: Budget,
): ShrinkSearch<readonly FoundPair[] | undefined> {
  const candidates = pairs.slice(0, MOST_PAIRS);
  const passing = pairs.flatMap(({ failure, reversed }) => (failure === undefined ? [reversed] : []));
  for (let size = pairs.length === 0 ? 0 : 1; size <= Math.min(DEEPEST, candidates.length); size += 1) {
    for (const chosen of subsets(candidates, size)) {
      const orders = chosen.map(({ order }) => order);
      // One that is known to pass says more than many at random that fail.
      if (passing.some((steps) => keeps(steps, orders))) continue;
      if (yield* isEnough((seed) => new ConstrainedWalk(orders, drawn, seed), budget)) return chosen;
    }
  }
  return undefined;
}

function* isEnough(walkOf: (seed: number) => ConstrainedWalk, budget: Budget): ShrinkSearch<boolean> {
  let evidence = 0;
  for (let trial = 1; trial <= MOST_TRIALS && evidence < EVIDENCE; trial += 1) {
    if (!budget.take()) return false;
    const walk = walkOf(trial);
    const { failure, isUndecided } = yield new Recorder(walk);
    if (!walk.isKept || isUndecided) continue;
    // Whose failure it is may depend on what is left open.
    if (failure === undefined) return false;
    evidence += 1;
  }
  return evidence >= EVIDENCE;
}

/** Whether an execution has the first of each order, and before its second. */
function keeps(steps: readonly ObservedStep[], orders: readonly OrderConstraint[]): boolean {
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
