// Whether an execution goes round: some state comes back, and comes back again, and in each round everybody who could
// go on did. Then a fair schedule exists that goes round for ever.
//
// A round is fair in the strong sense: whoever is enabled at some point of it steps in it. Weak fairness (enabled
// throughout) would call it a livelock when one actor takes and frees a lock again and again while another, enabled
// only in between, is passed over: that is starvation. Only for timers is it the weak sense, since a time-out that is
// set and taken back in each round need not strike.

import type { LivelockCycle, Task } from "../../kernel/index.ts";
import type { Step } from "../../trace/index.ts";

/** What there was before a step. */
export interface Moment {
  /** Equal numbers for equal states. */
  readonly state: number;
  readonly stepper: Task;
  /** Whether the step touches an object: without any, there is no state to see. */
  readonly touches: boolean;
  /** Who could go on, timers and faults left out. */
  readonly enabled: readonly Task[];
  readonly timers: readonly Task[];
}

/** So many states are looked at. */
const MOST_STATES = 1_000;

/** Two rounds in a row: the moments from `first` to `second` to `third`. */
interface Rounds {
  readonly first: number;
  readonly second: number;
  readonly third: number;
}

/**
 * The shortest round that comes twice in a row, the earliest of several.
 * @param offset how many steps there were before the moments
 */
export function findCycle(
  moments: readonly Moment[],
  offset: number,
  steps: readonly Step[],
): LivelockCycle | undefined {
  let best: Rounds | undefined;
  for (const first of firstOccurrences(moments)) {
    const found = shortestRounds(moments, first);
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

/** Where each state that comes at least three times comes first. */
function firstOccurrences(moments: readonly Moment[]): readonly number[] {
  const counts = new Map<number, number>();
  for (const { state } of moments) counts.set(state, (counts.get(state) ?? 0) + 1);
  const seen = new Set<number>();
  const firsts: number[] = [];
  for (const [index, { state }] of moments.entries()) {
    if (seen.has(state) || (counts.get(state) ?? 0) < 3) continue;
    seen.add(state);
    firsts.push(index);
    if (firsts.length === MOST_STATES) break;
  }
  return firsts;
}

/** Goes from one occurrence of a state to the next that closes a fair round, and so on. */
function shortestRounds(moments: readonly Moment[], from: number): Rounds | undefined {
  let best: Rounds | undefined;
  let before = -1;
  for (let first = from; ;) {
    const second = endOfRound(moments, first);
    if (second === undefined) return best;
    const found = { first: before, second: first, third: second };
    if (before >= 0 && (best === undefined || lengthOf(found) < lengthOf(best))) best = found;
    before = first;
    first = second;
  }
}

/** The next moment of the same state by which everybody has had a turn. */
function endOfRound(moments: readonly Moment[], first: number): number | undefined {
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

function lengthOf({ first, third }: Rounds): number {
  return third - first;
}
