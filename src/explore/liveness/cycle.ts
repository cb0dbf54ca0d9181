// Livelock detection: a state that recurs at least twice more, where every task that was enabled in between has
// stepped. Then a fair schedule exists that repeats the cycle forever.
//
// A cycle is fair in the strong sense: every task that is enabled at some point of it steps in it. Weak fairness
// (enabled throughout) would report a livelock when one actor repeatedly acquires and releases a lock while another,
// enabled only in between, never gets it: that is starvation. Only timers are judged by weak fairness, since a timeout
// that is set and cancelled in each cycle need not fire.

import type { LivelockCycle, Task } from "../../kernel/index.ts";
import type { Step } from "../../trace/index.ts";

/** The state before a step. */
export interface Moment {
  /** Equal numbers for equal states. */
  readonly state: number;
  readonly stepper: Task;
  /** Whether the step touches an object; without any, there is no state to observe. */
  readonly touches: boolean;
  /** The enabled tasks, except timers and faults. */
  readonly enabled: readonly Task[];
  readonly timers: readonly Task[];
}

/** The number of states that are examined. */
const MAX_STATES = 1_000;

/** A cycle that occurs twice in a row: the moments from `first` to `second` to `third`. */
interface RepeatedCycle {
  readonly first: number;
  readonly second: number;
  readonly third: number;
}

/**
 * The shortest cycle that occurs twice in a row, the earliest of several.
 * @param offset the number of steps before the first moment
 */
export function findCycle(
  moments: readonly Moment[],
  offset: number,
  steps: readonly Step[],
): LivelockCycle | undefined {
  let best: RepeatedCycle | undefined;
  for (const first of firstOccurrences(moments)) {
    const found = shortestCycle(moments, first);
    if (found !== undefined && (best === undefined || lengthOf(found) < lengthOf(best))) best = found;
  }
  if (best === undefined) return undefined;
  const cycle = steps.slice(offset + best.first, offset + best.second);
  return {
    actors: [...new Set(cycle.map(({ actor }) => actor))].toSorted(),
    steps: cycle,
    from: offset + best.first + 1,
    again: offset + best.second + 1,
    until: offset + best.third,
    isTimePassing: cycle[0]?.time !== steps[offset + best.second]?.time,
  };
}

/** The first occurrence of each state that occurs at least three times. */
function firstOccurrences(moments: readonly Moment[]): readonly number[] {
  const counts = new Map<number, number>();
  for (const { state } of moments) counts.set(state, (counts.get(state) ?? 0) + 1);
  const seen = new Set<number>();
  const firsts: number[] = [];
  for (const [index, { state }] of moments.entries()) {
    if (seen.has(state) || (counts.get(state) ?? 0) < 3) continue;
    seen.add(state);
    firsts.push(index);
    if (firsts.length === MAX_STATES) break;
  }
  return firsts;
}

/** Follows a state from each occurrence to the next one that closes a fair cycle. */
function shortestCycle(moments: readonly Moment[], from: number): RepeatedCycle | undefined {
  let best: RepeatedCycle | undefined;
  let before = -1;
  for (let first = from; ;) {
    const second = endOfCycle(moments, first);
    if (second === undefined) return best;
    const found = { first: before, second: first, third: second };
    if (before >= 0 && (best === undefined || lengthOf(found) < lengthOf(best))) best = found;
    before = first;
    first = second;
  }
}

/** The next moment of the same state by which every enabled task has stepped. */
function endOfCycle(moments: readonly Moment[], first: number): number | undefined {
  const state = moments[first]?.state;
  const stepped = new Set<Task>();
  const waiting = new Set<Task>();
  const timers = new Set(moments[first]?.timers);
  let hasTouched = false;
  for (let at = first; at < moments.length; at += 1) {
    const moment = moments[at];
    if (moment === undefined) return undefined;
    const { enabled, stepper } = moment;
    for (const timer of timers) if (!moment.timers.includes(timer)) timers.delete(timer);
    if (at > first && moment.state === state && hasTouched && waiting.size === 0 && timers.size === 0) return at;
    for (const task of enabled) if (!stepped.has(task)) waiting.add(task);
    stepped.add(stepper);
    waiting.delete(stepper);
    timers.delete(stepper);
    hasTouched ||= moment.touches;
  }
  return undefined;
}

function lengthOf({ first, third }: RepeatedCycle): number {
  return third - first;
}
