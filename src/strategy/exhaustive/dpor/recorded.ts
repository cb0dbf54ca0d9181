// What a recording holds besides events: receives, operations that were taken back, timers, drawn values.

import type { Event } from "./event.ts";

/** A receive that was performed. Messages are named by the events that delivered them. */
export interface Receive {
  /** Which of `present` it took. */
  readonly chosen: number;
  readonly present: readonly number[];
  /** Messages that arrived later and that it would have matched. */
  late: number[];
}

/** A pending operation that was taken back by event `at`, or was left when all events had happened. */
export interface Withdrawal {
  readonly at: number;
  readonly event: Event;
  readonly isEnabled: boolean;
  /** The event of its process before it, −1 for none, and those that caused it. */
  readonly before: number;
  readonly causes: readonly number[];
  /** For a receive, the messages that arrived later and that it would have matched. */
  late: number[];
}

/** A timer, from the event that set it to the one that took it back or was its firing. */
export interface Timer {
  readonly process: number;
  readonly deadline: number;
  readonly start: number;
  end: number;
}

/** A value that was drawn. */
export interface Draw {
  readonly at: number;
  readonly bound: number;
}
