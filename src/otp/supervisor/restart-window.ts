// How often a supervisor may restart children before it gives up.

import { now } from "../../kernel/index.ts";
import { checkCount, checkDuration } from "./option-checks.ts";

/** What a supervisor may be told of it. */
export interface RestartLimits {
  /** How many restarts it takes within `withinMs`; with one more it gives up. Default 3; 0 for none. */
  readonly maxRestarts?: number;
  /** Virtual milliseconds; a restart so long ago still counts. Default 5,000. */
  readonly withinMs?: number;
}

/** The restarts of the last while. */
export class RestartWindow {
  readonly #maxRestarts: number;
  readonly #withinMs: number;
  #times: readonly number[] = [];

  /** @throws UsageError (`invalid-option`) */
  constructor({ maxRestarts = 3, withinMs = 5_000 }: RestartLimits) {
    checkCount(maxRestarts, 0, "maxRestarts");
    checkDuration(withinMs, "withinMs");
    this.#maxRestarts = maxRestarts;
    this.#withinMs = withinMs;
  }

  /** Counts a restart; whether it may take place. */
  admit(): boolean {
    if (this.#maxRestarts === 0) return false;
    const time = now();
    this.#times = [...this.#times.filter((earlier) => earlier >= time - this.#withinMs), time];
    return this.#times.length <= this.#maxRestarts;
  }
}
