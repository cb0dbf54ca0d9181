// Finds the critical pairs of a failing execution by experiment: each of its steps is held back until some later step of
// another task that it conflicts with has happened. Where that makes the execution pass, the two must not come in the order
// they came in. What would have come next is found as well, since the others go on while the step is held: an assertion
// that fails because a signal has not arrived yet is raised before the signal arrives.

import { DelayStep, occurrenceAt, Recorder, FootprintRecorder } from "../strategy/index.ts";
import type { Move, OrderConstraint, ObservedStep } from "../strategy/index.ts";
import { conflict } from "./conflict.ts";
import type { Budget, ShrinkSearch } from "./search.ts";

/** A pair whose reversal was run. */
export interface FoundPair {
  /** The step that was held, as an index of the failing execution. */
  readonly first: number;
  /** How many steps of others came before it in the execution that passed; the last of them is the other of the pair. */
  readonly release: number;
  readonly order: OrderConstraint;
  /** How the reversed execution fails; `undefined` when it passes. */
  readonly failure: string | undefined;
  /** The steps of the reversed execution. */
  readonly reversed: readonly ObservedStep[];
}

/** A failing execution with all that its steps touched. */
export interface ObservedExecution {
  readonly moves: readonly Move[];
  readonly steps: readonly ObservedStep[];
  /** Whether it touched what heddle does not see: then any two steps may race. */
  readonly isApproximate: boolean;
}

/** Others get so many steps more than the whole failing execution had, while a step is held. */
const HOLD_FACTOR = 50;
/** Where holding a step back to the end does not help, so many of the next conflicts are tried alone. */
const MOST_NEAR = 3;

/** Finds the pairs, those closest to the failure first. */
export function* findCriticalPairs(failing: ObservedExecution, budget: Budget): ShrinkSearch<readonly FoundPair[]> {
  const pairs: FoundPair[] = [];
  for (const first of candidatesOf(failing)) {
    const pair = yield* holdBack(failing, first, budget);
    if (pair !== undefined) pairs.push(pair);
  }
  return pairs.toSorted((one, other) => other.first - one.first);
}

/** The steps in the order in which they are tried: at a switch first, since a race has one between its two sides. */
function candidatesOf({ isApproximate, moves, steps }: ObservedExecution): readonly number[] {
  const switches = moves.flatMap(({ key }, index) => (index > 0 && moves[index - 1]?.key !== key ? [index] : []));
  const distances = distancesTo(switches, moves.length);
  return steps
    .map((step, index) => ({ step, index, far: distances[index] ?? 0 }))
    .filter(({ step: { ends, touches } }) => isApproximate || touches.length > 0 || ends.length > 0)
    .toSorted((one, other) => one.far - other.far || other.index - one.index)
    .map(({ index }) => index);
}

/** How far each step is from the nearest switch, which lies between two steps. */
function distancesTo(switches: readonly number[], length: number): readonly number[] {
  const distances = Array.from({ length }, () => length);
  let next = 0;
  for (let index = 0; index < length; index += 1) {
    while ((switches[next] ?? length) <= index) next += 1;
    const [before, after] = [switches[next - 1], switches[next]];
    const back = before === undefined ? length : index - before;
    const ahead = after === undefined ? length : after - 1 - index;
    distances[index] = Math.min(back, ahead);
  }
  return distances;
}

/** The first later step whose reversal with this one changes the outcome. */
function* holdBack(failing: ObservedExecution, first: number, budget: Budget): ShrinkSearch<FoundPair | undefined> {
  const { isApproximate, moves, steps } = failing;
  const held = steps[first];
  const recorder = new FootprintRecorder();
  if (held === undefined || !budget.take()) return undefined;
  const whole = yield new Recorder(new DelayStep(moves, first, moves.length + HOLD_FACTOR), recorder);
  const after = recorder.steps.slice(first);
  const next = after.findIndex(({ key }) => key === held.key);
  const others = next < 0 ? after : after.slice(0, next);
  const conflicts = others.flatMap((other, place) => (isApproximate || conflict(held, other) ? [place + 1] : []));
  const attempt = (release: number): ShrinkSearch<FoundPair | undefined> =>
    releaseAfter(failing, recorder.steps, { first, release }, budget);
  return whole.isSame ? yield* firstOf(conflicts.slice(0, MOST_NEAR), attempt) : yield* leastOf(conflicts, attempt);
}

/** Lets a step go after some steps of others. */
function* releaseAfter(
  { moves, steps }: ObservedExecution,
  held: readonly ObservedStep[],
  { first, release }: { readonly first: number; readonly release: number },
  budget: Budget,
): ShrinkSearch<FoundPair | undefined> {
  if (!budget.take()) return undefined;
  const recorder = new FootprintRecorder();
  const { failure, isSame, isUndecided } = yield new Recorder(new DelayStep(moves, first, release), recorder);
  if (isSame || isUndecided) return undefined;
  const order = { first: occurrenceAt(steps, first), second: occurrenceAt(held, first + release - 1) };
  return { first, release, order, failure, reversed: recorder.steps };
}

type Attempt = (release: number) => ShrinkSearch<FoundPair | undefined>;

function* firstOf(releases: readonly number[], attempt: Attempt): ShrinkSearch<FoundPair | undefined> {
  for (const release of releases) {
    const pair = yield* attempt(release);
    if (pair !== undefined) return pair;
  }
  return undefined;
}

/** By halves: what a late enough release brings about, later ones mostly do as well. */
function* leastOf(releases: readonly number[], attempt: Attempt): ShrinkSearch<FoundPair | undefined> {
  // The nearest is the most likely.
  let found = yield* firstOf(releases.slice(0, 1), attempt);
  if (found !== undefined) return found;
  let [from, to] = [1, releases.length - 1];
  while (from <= to) {
    const middle = Math.floor((from + to) / 2);
    const pair = yield* attempt(releases[middle] ?? 1);
    if (pair === undefined) from = middle + 1;
    else {
      found = pair;
      to = middle - 1;
    }
  }
  return found;
}
