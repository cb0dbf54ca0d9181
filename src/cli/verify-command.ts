// `heddle verify`: runs one execution of every class of a scenario, so that passing is a proof.

import { UsageError } from "../errors.ts";
import { exhaustively } from "../explore/index.ts";
import type { VerifyOptions } from "../explore/index.ts";
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
  if (strategy === "dpor" && (delayBound !== undefined || preemptionBound !== undefined)) {
    const bound = preemptionBound === undefined ? "--delay-bound" : "--preemption-bound";
    throw new UsageError(`${bound} requires --strategy dfs, but it is dpor.`, { code: "invalid-option" });
  }
  const given = definedOnly({ delayBound, executions, preemptionBound, strategy }) as VerifyOptions;
  return runScenarios(args, options, exhaustively(given));
}
