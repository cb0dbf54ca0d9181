// `heddle explore`: explores scenarios one after the other and says what came of it.

import { createModuleLoader } from "../host/index.ts";
import { exhaustiveFrom, strategyFrom } from "../strategy/index.ts";
import { selectScenarios } from "./select-scenarios.ts";
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
  const { seed, strategy, time } = options;
  // Before any file is loaded: a wrong name should not take long to hear of.
  if (strategy !== undefined && exhaustiveFrom(strategy) === undefined) strategyFrom(strategy);
  const selection = await selectScenarios(await createModuleLoader(), args);
  // With a time and no count, the time alone is the limit.
  const executions = options.executions ?? (time === undefined ? undefined : Number.MAX_SAFE_INTEGER);
  return runScenarios(selection, options, {
    ...(strategy === undefined ? {} : { strategy }),
    ...(seed === undefined ? {} : { seed }),
    ...(executions === undefined ? {} : { executions }),
  });
}
