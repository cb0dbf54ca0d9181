// Which executions are given some real time before they end, so that real input, output and timers reveal themselves.

import { foreignWaits } from "../../kernel/index.ts";
import type { Outcome } from "../../kernel/index.ts";

/** The number of executions that are given it though they completed: those that leave such actors may be many. */
const MOST = 4;

/** Whether executions are given it: those in which actors wait for promises that belong to no operation. */
export class Grace {
  #completed = 0;

  isDue(outcome: Outcome): boolean {
    return (outcome.kind !== "completed" || this.#completed < MOST) && foreignWaits(outcome).length > 0;
  }

  /** The same, when it is about to be given. */
  take(outcome: Outcome): boolean {
    if (!this.isDue(outcome)) return false;
    if (outcome.kind === "completed") this.#completed += 1;
    return true;
  }
}
