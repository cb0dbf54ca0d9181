// Finds the critical pairs of a failing execution by experiment: each of its steps is held back until some later step of
// another task that it conflicts with has happened. Where that makes the execution pass, the two must not come in the order
// they came in. What would have come next is found as well, since the others go on while the step is held: an assertion
// that fails because a signal has not arrived yet is raised before the signal arrives.

import { Hold, occurrenceAt, Recorder, Witness } from "../strategy/index.ts";
import type { Move, Order, Witnessed } from "../strategy/index.ts";
import { conflict } from "./conflict.ts";
import type { Budget, Search } from "./search.ts";

/** A pair whose reversal was run. */
export interface FoundPair {
  /** The step that was held, as an index of the failing execution. */
  readonly first: number;
  /** How many steps of others came before it in the execution that passed; the last of them is the other of the pair. */
  readonly release: number;
  readonly order: Order;
  /** How the reversed execution fails; `undefined` when it passes. */
  readonly failure: string | undefined;
}

/** A failing execution with all that its steps touched. */
export interface WitnessedExecution {
  readonly moves: readonly Move[];
  readonly steps: readonly Witnessed[];
  /** Whether it touched what heddle does not see: then any two steps may race. */
  readonly isApproximate: boolean;
}

/** Others get so many steps more than the whole failing execution had, while a step is held. */
const PATIENCE = 50;

/** Finds the pairs, those closest to the failure first. */
export function* findCriticalPairs(failing: WitnessedExecution, budget: Budget): Search<readonly FoundPair[]> {
  const pairs: FoundPair[] = [];
  for (let first = failing.steps.length - 1; first >= 0; first -= 1) {
    const pair = yield* holdBack(failing, first, budget);
    if (pair !== undefined) pairs.push(pair);
  }
  return pairs;
}

/** The first later step whose reversal with this one changes the outcome. */
function* holdBack(
  { isApproximate, moves, steps }: WitnessedExecution,
  first: number,
  budget: Budget,
): Search<FoundPair | undefined> {
  const held = steps[first];
  if (held === undefined || (!isApproximate && held.touches.length === 0 && held.ends.length === 0)) return undefined;
  const witness = new Witness();
  if (!budget.take()) return undefined;
  yield new Recorder(new Hold(moves, first, moves.length + PATIENCE), witness);
  const after = witness.steps.slice(first);
  const next = after.findIndex(({ key }) => key === held.key);
  const others = next < 0 ? after : after.slice(0, next);
  for (const [place, other] of others.entries()) {
    if (!isApproximate && !conflict(held, other)) continue;
    if (!budget.take()) return undefined;
    const release = place + 1;
    const { failure, isSame } = yield new Recorder(new Hold(moves, first, release));
    if (isSame) continue;
    const order = { first: occurrenceAt(steps, first), second: occurrenceAt(witness.steps, first + place) };
    return { first, release, order, failure };
  }
  return undefined;
}
