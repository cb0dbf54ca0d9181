// Limiting how often a supervisor restarts children before it gives up.

import { now } from "../../kernel/index.ts";
import { checkCount, checkDuration } from "../../options.ts";

/** The restart limit of a supervisor. */
export interface RestartLimits {
  /** The maximum number of restarts within `withinMs`; with one more the supervisor gives up. Default 3; 0 for none. */
  readonly maxRestarts?: number;
  /** Virtual milliseconds; a restart exactly that long ago still counts. Default 5,000. */
  readonly withinMs?: number;
}

/** The recent restarts of one supervisor. */
export class RestartWindow {
  readonly maxRestarts: number;
  readonly withinMs: number;
  #times: readonly number[] = [];

  constructor({ maxRestarts = 3, withinMs = 5_000 }: RestartLimits) {
    this.maxRestarts = maxRestarts;
    this.withinMs = withinMs;
  }

  /** Counts a restart; returns whether it may take place. */
  admit(): boolean {
    if (this.maxRestarts === 0) return false;
    const time = now();
    this.#times = [...this.#times.filter((earlier) => earlier >= time - this.withinMs), time];
    return this.#times.length <= this.maxRestarts;
  }
}

/** A restart window with checked limits. @throws UsageError (`invalid-option`) */
export function restartWindowOf(limits: RestartLimits): RestartWindow {
  const window = new RestartWindow(limits);
  checkCount(window.maxRestarts, 0, "maxRestarts");
  checkDuration(window.withinMs, "withinMs");
  return window;
}
