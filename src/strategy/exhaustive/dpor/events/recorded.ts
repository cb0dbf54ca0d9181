// Records of an execution besides its events: receives, withdrawn operations, timers, drawn values.

import type { PendingTimer, TouchedObject } from "../../../../trace/index.ts";
import type { Event } from "./event.ts";

/** A receive that was performed. Messages are identified by the events that delivered them. */
export interface Receive {
  /** The index in `present` of the message that it took. */
  readonly chosen: number;
  readonly present: readonly number[];
  /** Messages that arrived later and that it would have matched. */
  late: number[];
}

/** A pending operation that was withdrawn by event `at`, or remained after all events had happened. */
export interface Withdrawal {
  /** What its record is found by while the execution goes on; −1 for a timer that was only deferred. */
  readonly ticket: number;
  readonly at: number;
  readonly event: Event;
  /** Whether it was enabled before event `at`, or at the end. */
  readonly isEnabled: boolean;
  /** The previous event of its process, −1 for none, and the events that caused it. */
  readonly before: number;
  readonly causes: readonly number[];
  /** The object that it waited for, in the latest execution. */
  object: TouchedObject | undefined;
  /** For a receive, the messages that arrived later and that it would have matched. */
  late: number[];
}

/** A timer, from the event that set it (−1 if none had happened) to the event that withdrew it or was its firing. */
export interface Timer extends PendingTimer {
  readonly process: number;
  readonly start: number;
  end: number;
}

/** A drawn value. */
export interface Draw {
  readonly at: number;
  readonly bound: number;
  /** The index among the draws of its event; −1 if the value is the alternative of the event. */
  readonly index: number;
}
