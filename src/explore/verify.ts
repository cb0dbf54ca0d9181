// Verification: an exhaustive search to its end, so that passing is a proof.

import { exploreOn } from "./explore.ts";
import type { Report } from "./search/report.ts";
import type { Host } from "./setup/host.ts";
import type { ExploreOptions } from "./setup/options.ts";
import type { Subject } from "./setup/subject.ts";

/** Options for verifications. */
export interface VerifyOptions extends Omit<ExploreOptions, "seed" | "strategy"> {
  /**
   * `dpor` runs one execution of every class, `dfs` every schedule. Default `dpor`; `dfs` with a `preemptionBound` or
   * a `delayBound`.
   */
  readonly strategy?: "dpor" | "dfs";
  /** The maximum number of executions; a positive integer. Default: unlimited. If they are spent, it is undecided. */
  readonly executions?: number;
}

/**
 * Verifies a program or a scenario on `host`.
 * @param caller the function that was called, for errors
 * @throws UsageError for wrong options and when called inside an execution
 */
export function verifyOn(
  host: Host,
  subject: Subject,
  options?: VerifyOptions,
  caller: string = "verify",
): Promise<Report> {
  return exploreOn(host, subject, exhaustively(options), caller);
}

/** The options of an exploration that verifies. */
export function exhaustively(options?: VerifyOptions): ExploreOptions {
  // Wrong options are left to the exploration, which refuses them.
  if (typeof options !== "object" && options !== undefined) return options;
  const isBounded = options?.delayBound !== undefined || options?.preemptionBound !== undefined;
  const { executions = Number.MAX_SAFE_INTEGER, strategy = isBounded ? "dfs" : "dpor" } = options ?? {};
  return { ...options, strategy, executions };
}
