// `heddle verify`: runs one execution of every class of a scenario, so that passing is a proof.

import { UsageError } from "../errors.ts";
import type { ExitCode } from "./exit-code.ts";
import { runScenarios } from "./scenario-runs.ts";
import type { RunOptions } from "./scenario-runs.ts";

/** The options of `heddle verify`, as commander gives them. */
export interface VerifyCommandOptions extends RunOptions {
  readonly strategy?: "dpor" | "dfs";
  readonly preemptionBound?: number;
  readonly delayBound?: number;
}

/** Verifies scenarios and prints the result. */
export async function verifyCommand(args: readonly string[], options: VerifyCommandOptions): Promise<ExitCode> {
  const { delayBound, executions = Number.MAX_SAFE_INTEGER, preemptionBound } = options;
  const isBounded = delayBound !== undefined || preemptionBound !== undefined;
  if (isBounded && options.strategy === "dpor") {
    const bound = preemptionBound === undefined ? "--delay-bound" : "--preemption-bound";
    throw new UsageError(`${bound} requires --strategy dfs, but it is dpor.`, { code: "invalid-option" });
  }
  return runScenarios(args, options, {
    strategy: options.strategy ?? (isBounded ? "dfs" : "dpor"),
    executions,
    ...(preemptionBound === undefined ? {} : { preemptionBound }),
    ...(delayBound === undefined ? {} : { delayBound }),
  });
}
