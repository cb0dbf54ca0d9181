// Operations that wait for their object: before which earlier steps they were enabled, and, if they were withdrawn while
// they waited, which later steps could have enabled them before their withdrawal.

import { Access } from "../../../trace/index.ts";
import type { Clocks } from "./races/clocks.ts";
import { isMet, snapshotBefore } from "./events/conditions.ts";
import type { Event } from "./events/event.ts";
import { disables } from "./later-timers.ts";
import type { Firing } from "./later-timers.ts";
import type { Withdrawal } from "./events/recorded.ts";
import type { EventRecorder } from "./recording.ts";

/**
 * Sequences in which operations go on that were withdrawn while they waited, after events that need not come after the
 * withdrawal; happens-before must have been computed.
 */
export function laterTurns(recording: EventRecorder, clocks: Clocks): readonly Firing[] {
  return recording.withdrawals.flatMap((withdrawal) => {
    const { at, before, causes, event, isEnabled } = withdrawal;
    if (isEnabled || event.condition === undefined || event.isTake) return [];
    // Created and withdrawn in one step, or never withdrawn.
    if (before === at || causes.includes(at) || at >= recording.events.length) return [];
    return turnsOf(recording, clocks, withdrawal);
  });
}

/**
 * The first event of a sequence after which a waiting operation is disabled until the end of the sequence; −1 if there is
 * none. It is left out, so that the operation can follow.
 */
export function spoilerOf(
  { events }: EventRecorder,
  sequence: readonly number[],
  waiting: Event,
  withdrawal: Withdrawal | undefined,
): number {
  if (waiting.condition === undefined || waiting.isTake) return -1;
  let spoiler = -1;
  for (const index of sequence) {
    const event = events[index];
    if (event === undefined || !writes(event, waiting.object)) continue;
    const after = snapshotAfter(events, index, waiting, withdrawal);
    if (after === undefined || isMet(waiting, after)) spoiler = -1;
    else if (spoiler < 0) spoiler = index;
  }
  return spoiler;
}

/** A sequence for each point at which the operation is enabled. */
function turnsOf({ events }: EventRecorder, clocks: Clocks, withdrawal: Withdrawal): readonly Firing[] {
  const { at, event: waiting } = withdrawal;
  const process = events[at]?.process ?? 0;
  const found: Firing[] = [];
  const sequence: Event[] = [];
  const followers: number[] = [];
  let isEnabled = false;
  for (let index = at + 1; index < events.length; index += 1) {
    const event = events[index];
    if (event === undefined || clocks.isOrdered(index, at, process)) continue;
    const isFollower = followers.some((follower) => clocks.isOrdered(index, follower, events[follower]?.process ?? 0));
    if (isFollower || disables(index, event, withdrawal)) {
      followers.push(index);
      continue;
    }
    sequence.push(event);
    if (writes(event, waiting.object)) {
      isEnabled = isMet(waiting, snapshotAfter(events, index, waiting, withdrawal));
    }
    if (isEnabled) found.push({ at, sequence: [...sequence, waiting] });
  }
  return found;
}

/** What an event that wrote the object of an operation left: what the next one found, each of which comes after it. */
function snapshotAfter(
  events: readonly Event[],
  index: number,
  { object }: Event,
  withdrawal: Withdrawal | undefined,
): unknown {
  const next = events.find((later, at) => at > index && writes(later, object));
  return next === undefined ? withdrawal?.object?.snapshot : snapshotBefore(next, object);
}

function writes({ access, object: own, touches }: Event, object: number): boolean {
  if (own === object && access === Access.write) return true;
  return touches?.some((touch) => touch.object === object && touch.access === Access.write) === true;
}
