// Which orders of callbacks are allowed: docs/virtual-time.md as a pure function.

import type { Callback, Kind } from "./program.ts";

type Queue = "timers" | "immediates" | "microtasks";

const QUEUES: Readonly<Record<Kind, Queue>> = {
  timeout: "timers",
  "promised-timeout": "timers",
  "abort-timeout": "timers",
  immediate: "immediates",
  "promised-immediate": "immediates",
  tick: "microtasks",
  microtask: "microtasks",
  once: "microtasks",
  on: "microtasks",
  stream: "microtasks",
  abort: "microtasks",
};

/** A callback with its place. */
interface Placed extends Callback {
  readonly parent: Callback | undefined;
  /** The time-out or immediate in whose turn it was scheduled; none: the program itself. */
  readonly turn: Callback | undefined;
  /** When it was scheduled: the place of its parent in the order, then the place among its siblings. */
  readonly since: readonly [number, number];
  readonly at: number;
}

/** What an order violates; nothing if it is allowed. */
export function violationOf(program: readonly Callback[], order: readonly string[]): string | undefined {
  const placed = placesOf(program, order);
  if (placed.length !== order.length) return "a callback ran that nobody scheduled, in a foreign context, or twice";
  for (const one of placed) {
    if (one.parent !== undefined && one.at < order.indexOf(one.parent.label)) return `${one.label} before its parent`;
    const overtaken = violationOfMicrotask(one, placed);
    if (overtaken !== undefined) return overtaken;
  }
  for (const first of placed) {
    for (const second of placed) {
      if (first.at > second.at && mustPrecede(first, second)) return `${second.label} before ${first.label}`;
    }
  }
  return undefined;
}

/** All that a turn schedules for its end runs before the next time-out or immediate. */
function violationOfMicrotask(one: Placed, placed: readonly Placed[]): string | undefined {
  if (QUEUES[one.kind] !== "microtasks") return undefined;
  const between = placed.find(
    (other) => QUEUES[other.kind] !== "microtasks" && other.at > one.since[0] && other.at < one.at,
  );
  return between === undefined ? undefined : `${between.label} before ${one.label}, which belongs to an earlier turn`;
}

/** Whether `first` must run before `second`. */
function mustPrecede(first: Placed, second: Placed): boolean {
  const queue = QUEUES[first.kind];
  const isEarlier = isBefore(first.since, second.since);
  if (queue === "immediates" && QUEUES[second.kind] === "immediates") return isEarlier;
  if (queue === "timers" && QUEUES[second.kind] === "timers") {
    // One list for each delay; what one turn sets is never reversed.
    if (first.delay === second.delay) return isEarlier;
    return first.turn === second.turn && first.delay < second.delay;
  }
  // After timers the loop turns to immediates.
  return (
    queue === "immediates" &&
    QUEUES[second.kind] === "timers" &&
    first.turn !== undefined &&
    first.turn === second.turn &&
    QUEUES[first.turn.kind] === "timers"
  );
}

function isBefore([turn, place]: readonly [number, number], other: readonly [number, number]): boolean {
  return turn < other[0] || (turn === other[0] && place < other[1]);
}

/** The callbacks that ran. */
function placesOf(program: readonly Callback[], order: readonly string[]): readonly Placed[] {
  const placed: Placed[] = [];
  const visit = (callbacks: readonly Callback[], parent: Callback | undefined, turn: Callback | undefined): void => {
    for (const [place, callback] of callbacks.entries()) {
      const at = order.indexOf(callback.label);
      if (at < 0) continue;
      const since = [parent === undefined ? -1 : order.indexOf(parent.label), place] as const;
      placed.push({ ...callback, parent, turn, since, at });
      visit(callback.next, callback, QUEUES[callback.kind] === "microtasks" ? turn : callback);
    }
  };
  visit(program, undefined, undefined);
  return placed;
}
