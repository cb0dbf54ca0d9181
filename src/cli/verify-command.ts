// `heddle verify`: runs one execution of every class of a scenario, so that passing is a proof.

import { exhaustively } from "../explore/index.ts";
import type { VerifyOptions } from "../explore/index.ts";
import { createModuleLoader } from "../host/index.ts";
import { selectScenarios } from "./select-scenarios.ts";
import type { ExitCode } from "./exit-code.ts";
import { definedOnly, runScenarios } from "./scenario-runs.ts";
import type { RunOptions } from "./scenario-runs.ts";

/** The options of `heddle verify`, as commander gives them. */
export interface VerifyCommandOptions extends RunOptions {
  readonly strategy?: "dpor" | "dfs";
  readonly preemptionBound?: number;
  readonly delayBound?: number;
}

/** Verifies scenarios and prints the result. */
export async function verifyCommand(args: readonly string[], options: VerifyCommandOptions): Promise<ExitCode> {
  const { delayBound, executions, preemptionBound, strategy } = options;
  const selection = await selectScenarios(await createModuleLoader(), args);
  const given = definedOnly({ delayBound, executions, preemptionBound, strategy }) as VerifyOptions;
  return runScenarios(selection, options, exhaustively(given));
}
