// `heddle explore`: explores scenarios one after the other and prints the results.

import { checkStrategyName } from "../strategy/index.ts";
import type { ExitCode } from "./exit-code.ts";
import { runScenarios } from "./scenario-runs.ts";
import type { RunOptions } from "./scenario-runs.ts";

/** The options of `heddle explore`, as commander gives them. */
export interface ExploreCommandOptions extends RunOptions {
  readonly strategy?: string;
  readonly seed?: string;
}

/** Explores scenarios and prints the result. */
export async function exploreCommand(args: readonly string[], options: ExploreCommandOptions): Promise<ExitCode> {
  const { seed, strategy } = options;
  // Checked before any file is loaded, so that an invalid name is reported immediately.
  if (strategy !== undefined) checkStrategyName(strategy);
  return runScenarios(args, options, {
    ...(strategy === undefined ? {} : { strategy }),
    ...(seed === undefined ? {} : { seed }),
  });
}
