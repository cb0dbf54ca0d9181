// Finds the critical pairs of a failing execution by experiment: each of its steps is delayed until a later step of
// another task that it conflicts with has happened. Where that makes the execution pass, the order of the two is
// critical. This also finds steps that would have come after the failure, since the other tasks continue while the step
// is delayed: an assertion that fails because a signal has not arrived yet is raised before the signal arrives.

import { DelayStep, occurrenceAt, Recorder, FootprintRecorder } from "../strategy/index.ts";
import type { Move, OrderConstraint, ObservedStep } from "../strategy/index.ts";
import { conflict, touchedByCode } from "./conflict.ts";
import type { Budget, ShrinkSearch } from "./search.ts";

/** A pair whose reversal was run. */
export interface FoundPair {
  /** The step that was delayed, as an index of the failing execution. */
  readonly first: number;
  /**
   * The number of steps of other tasks before it in the reversed execution; the last of them is the other step of the
   * pair.
   */
  readonly release: number;
  readonly order: OrderConstraint;
  /** What the code in the two steps touches, in words, where that is why their order matters. */
  readonly touched: readonly [first: string, second: string] | undefined;
  /** How the reversed execution fails; `undefined` when it passes. */
  readonly failure: string | undefined;
  /** The steps of the reversed execution. */
  readonly reversed: readonly ObservedStep[];
}

/** A failing execution with its footprints. */
export interface ObservedExecution {
  readonly moves: readonly Move[];
  readonly steps: readonly ObservedStep[];
  /** Whether it touched what heddle does not see: then any two steps may race. */
  readonly isApproximate: boolean;
}

/**
 * The number of extra steps, beyond the length of the failing execution, that other tasks may take while a step is
 * delayed.
 */
const EXTRA_STEPS = 50;
/** Where delaying a step to the end does not help, so many of the next conflicts are tried alone. */
const MAX_NEAR = 3;

/** Finds the pairs, those closest to the failure first. */
export function* findCriticalPairs(failing: ObservedExecution, budget: Budget): ShrinkSearch<readonly FoundPair[]> {
  const pairs: FoundPair[] = [];
  for (const first of candidatesOf(failing)) {
    const pair = yield* delayStep(failing, first, budget);
    if (pair !== undefined) pairs.push(pair);
  }
  return pairs.toSorted((one, other) => other.first - one.first);
}

/**
 * The steps in the order in which they are tried: those next to a context switch first, since a race has a switch
 * between its two sides.
 */
function candidatesOf({ isApproximate, moves, steps }: ObservedExecution): readonly number[] {
  const switches = moves.flatMap(({ key }, index) => (index > 0 && moves[index - 1]?.key !== key ? [index] : []));
  const distances = distancesTo(switches, moves.length);
  return steps
    .map((step, index) => ({ step, index, distance: distances[index] ?? 0 }))
    .filter(({ step: { ends, touches } }) => isApproximate || touches.length > 0 || ends.length > 0)
    .toSorted((one, other) => one.distance - other.distance || other.index - one.index)
    .map(({ index }) => index);
}

/** The distance of each step from the nearest switch, which lies between two steps. */
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
function* delayStep(failing: ObservedExecution, first: number, budget: Budget): ShrinkSearch<FoundPair | undefined> {
  const { isApproximate, moves, steps } = failing;
  const delayed = steps[first];
  const recorder = new FootprintRecorder();
  if (delayed === undefined || !budget.take()) return undefined;
  const whole = yield new Recorder(new DelayStep(moves, first, moves.length + EXTRA_STEPS), recorder);
  const after = recorder.steps.slice(first);
  const next = after.findIndex(({ key }) => key === delayed.key);
  const others = next < 0 ? after : after.slice(0, next);
  const conflicts = others.flatMap((other, index) => (isApproximate || conflict(delayed, other) ? [index + 1] : []));
  const attempt = (release: number): ShrinkSearch<FoundPair | undefined> =>
    releaseAfter(failing, recorder.steps, { first, release }, budget);
  return whole.isSame ? yield* firstOf(conflicts.slice(0, MAX_NEAR), attempt) : yield* earliestOf(conflicts, attempt);
}

/** Releases a step after a number of steps of other tasks. */
function* releaseAfter(
  { moves, steps }: ObservedExecution,
  delayedSteps: readonly ObservedStep[],
  { first, release }: { readonly first: number; readonly release: number },
  budget: Budget,
): ShrinkSearch<FoundPair | undefined> {
  if (!budget.take()) return undefined;
  const recorder = new FootprintRecorder();
  const { failure, isSame, isUndecided } = yield new Recorder(new DelayStep(moves, first, release), recorder);
  if (isSame || isUndecided) return undefined;
  const order = { first: occurrenceAt(steps, first), second: occurrenceAt(delayedSteps, first + release - 1) };
  const [one, other] = [steps[first], delayedSteps[first + release - 1]];
  const touched = one === undefined || other === undefined ? undefined : touchedByCode(one, other);
  return { first, release, order, touched, failure, reversed: recorder.steps };
}

type Attempt = (release: number) => ShrinkSearch<FoundPair | undefined>;

function* firstOf(releases: readonly number[], attempt: Attempt): ShrinkSearch<FoundPair | undefined> {
  for (const release of releases) {
    const pair = yield* attempt(release);
    if (pair !== undefined) return pair;
  }
  return undefined;
}

/** Binary search: what one release brings about, later releases mostly bring about as well. */
function* earliestOf(releases: readonly number[], attempt: Attempt): ShrinkSearch<FoundPair | undefined> {
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
