// `heddle verify`: runs one execution of every class of a scenario, so that passing is a proof.

import { createModuleLoader } from "../host/index.ts";
import { selectScenarios } from "./select-scenarios.ts";
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
  const selection = await selectScenarios(await createModuleLoader(), args);
  return runScenarios(selection, options, {
    strategy: options.strategy ?? (isBounded ? "dfs" : "dpor"),
    executions,
    ...(preemptionBound === undefined ? {} : { preemptionBound }),
    ...(delayBound === undefined ? {} : { delayBound }),
  });
}
