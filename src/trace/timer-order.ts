// The order in which pending timers fire: the one definition, for the kernel, which enables timers, and for the reduction,
// which must not try to reverse what no execution can show. docs/virtual-time.md says the same in words.

/** The place of a timer of JavaScript among others. */
export interface TimerTurn {
  /** The same for all timers that one actor sets with one delay; immediates have a line of their own. */
  readonly line: number;
  /** Its place in the line, counted in the order of setting. */
  readonly place: number;
  /** How often the clock had moved for a timer of JavaScript when it was set: each time may have been late. */
  readonly ticks: number;
  /** Whether the loop looks at timers before it: an immediate that no timer's callback has set. */
  readonly isBehindTimers: boolean;
}

/** A pending timer. */
export interface PendingTimer {
  readonly deadline: number;
  /** `undefined` for heddle's own timers, which are exact. */
  readonly turn?: TimerTurn | undefined;
}

/** Virtual milliseconds by which a timer of JavaScript may be late. */
const LATENESS = 1;

/** Whether a pending timer must fire before another one. */
export function firesBefore(one: PendingTimer, other: PendingTimer): boolean {
  if (one.deadline > other.deadline) return false;
  const { turn } = one;
  const otherTurn = other.turn;
  if (turn === undefined || otherTurn === undefined) return one.deadline < other.deadline;
  if (turn.line === otherTurn.line) return turn.place < otherTurn.place;
  return one.deadline + slackBetween(turn, otherTurn) < other.deadline;
}

/**
 * The latest deadline of timers that may fire before a pending one: those that were set when less time had passed, as far
 * as timers that fired in between may have been late.
 */
export function lastToOvertake({ deadline, turn }: PendingTimer): number {
  return turn === undefined ? deadline : deadline + slackBetween(turn, FIRST);
}

function slackBetween(turn: TimerTurn, earlier: Pick<TimerTurn, "ticks">): number {
  return LATENESS * (Math.max(0, turn.ticks - earlier.ticks) + (turn.isBehindTimers ? 1 : 0));
}

const FIRST = { ticks: 0 };
