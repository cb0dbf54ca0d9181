// Timers that were withdrawn while timers with earlier deadlines were pending. Each could have fired nonetheless: after
// these had fired, or before the first of them was set.

import { Access, firesBefore } from "../../../trace/index.ts";
import type { Clocks } from "./races/clocks.ts";
import type { Event } from "./events/event.ts";
import type { Withdrawal } from "./events/recorded.ts";
import type { EventRecorder } from "./recording.ts";

/** A sequence to explore from the node before event `at`: some events, then the timer. */
export interface Firing {
  readonly at: number;
  readonly sequence: Event[];
}

/**
 * Sequences in which the blocked timers of an execution fire; happens-before must have been computed for its events.
 */
export function firings(recording: EventRecorder, clocks: Clocks): readonly Firing[] {
  return recording.withdrawals.flatMap((withdrawal) => {
    if (withdrawal.isEnabled || withdrawal.event.deadline < 0) return [];
    // Set and withdrawn in one step.
    if (withdrawal.causes.includes(withdrawal.at)) return [];
    return [...afterOthers(recording, clocks, withdrawal), ...beforeOthers(recording, clocks, withdrawal)];
  });
}

/**
 * The timers with earlier deadlines fire before this one is withdrawn: a prefix of the events that need not come after
 * the withdrawal.
 */
function afterOthers(recording: EventRecorder, clocks: Clocks, withdrawal: Withdrawal): readonly Firing[] {
  const { events, timers } = recording;
  const { at, event: timer } = withdrawal;
  const waiting = new Set(timers.filter((other) => firesBefore(other, timer) && other.start < at && other.end >= at));
  const process = events[at]?.process ?? 0;
  const sequence: Event[] = [];
  const found: Firing[] = [];
  const followers: number[] = [];
  for (let index = at + 1; index < events.length; index += 1) {
    const event = events[index];
    if (event === undefined || clocks.isOrdered(index, at, process)) continue;
    const isFollower = followers.some((follower) => clocks.isOrdered(index, follower, events[follower]?.process ?? 0));
    if (isFollower || disables(index, event, withdrawal)) {
      followers.push(index);
      continue;
    }
    sequence.push(event);
    for (const other of timers) {
      if (other.start === index && firesBefore(other, timer)) waiting.add(other);
      if (other.end === index) waiting.delete(other);
    }
    if (waiting.size === 0) found.push({ at, sequence: [...sequence, timer] });
  }
  return found;
}

/**
 * The timer fires before timers with earlier deadlines are set that need not be set before it: after everything that
 * happened before its withdrawal and need not come after one of them.
 */
function beforeOthers(recording: EventRecorder, clocks: Clocks, withdrawal: Withdrawal): readonly Firing[] {
  const { events, timers } = recording;
  const { before, causes, event: timer } = withdrawal;
  const isAfter = (index: number, earlier: number): boolean =>
    clocks.isOrdered(index, earlier, events[earlier]?.process ?? 0);
  const isPast = (index: number): boolean =>
    index < 0 || [before, ...causes].some((cause) => cause >= 0 && isAfter(cause, index));
  const earlier = timers.filter((other) => firesBefore(other, timer) && other.start < withdrawal.at);
  const blocking = earlier.filter(({ end, start }) => end >= withdrawal.at && !isPast(start));
  const at = Math.min(...blocking.map(({ start }) => start));
  if (at === Number.POSITIVE_INFINITY) return [];
  // Timers that were set and ended block it, too, unless both happen before it fires.
  const left = new Set(blocking.map(({ start }) => start));
  for (;;) {
    const isLeft = (index: number): boolean => [...left].some((start) => index === start || isAfter(index, start));
    const more = earlier.filter(({ end, start }) => start >= at && !isLeft(start) && isLeft(end) && !isPast(start));
    if (more.length === 0) break;
    for (const { start } of more) left.add(start);
  }
  const has = (index: number): boolean =>
    index < at ||
    isPast(index) ||
    (index < withdrawal.at && ![...left].some((start) => index === start || isAfter(index, start)));
  if (earlier.some(({ end, start }) => has(start) && !(end < events.length && has(end)))) return [];
  const sequence = events.filter(
    (event, index) => index > at && index < withdrawal.at && has(index) && !disables(index, event, withdrawal),
  );
  return [{ at, sequence: [...sequence, timer] }];
}

/**
 * The events after `at` that set a timer before which `timer` cannot fire, and that would still be pending if everything
 * that comes after `at` did not happen.
 */
export function blockers(recording: EventRecorder, clocks: Clocks, at: number, timer: Event): readonly number[] {
  const left: number[] = [];
  if (timer.deadline < 0) return left;
  const { events, timers } = recording;
  const isAfter = (index: number, earlier: number): boolean =>
    clocks.isOrdered(index, earlier, events[earlier]?.process ?? 0);
  const isLeft = (index: number): boolean =>
    index >= events.length || isAfter(index, at) || left.some((start) => isAfter(index, start));
  for (;;) {
    const next = timers.find(
      (other) => firesBefore(other, timer) && other.start > at && isLeft(other.end) && !isLeft(other.start),
    );
    if (next === undefined) return left;
    left.push(next.start);
  }
}

/** Whether event `index` would have withdrawn the operation as well. */
export function disables(index: number, event: Event, { event: pending, late }: Withdrawal): boolean {
  if (event.ends?.includes(pending.ownerKey) === true) return true;
  // All faults of one kind share a budget; the last one that it allows disables the others.
  if (pending.isFault && event.isLastFault && pending.secondObject === event.secondObject) return true;
  // The budget is not only spent but taken away.
  if (pending.isFault && event.touches?.some(({ object }) => object === pending.secondObject) === true) return true;
  if (pending.deadline < 0) return false;
  return (
    late.includes(index) || (pending.object >= 0 && event.object === pending.object && event.access === Access.write)
  );
}
