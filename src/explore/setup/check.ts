// Checks of completed executions.

import type { Survivor, Wait } from "../../kernel/index.ts";

/** The argument of a check: an execution that completed without a violation. */
export interface CompletedExecution {
  /** Actors that were left alive, except idle servers. */
  readonly leaks: readonly Wait[];
  /** Actors that were left alive, including idle servers. */
  readonly survivors: readonly Survivor[];
  /** The number of its steps. */
  readonly steps: number;
}

/** A check of a completed execution; it throws to report a violation. */
export type Check = (execution: CompletedExecution) => void;
