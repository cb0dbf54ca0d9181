// `heddle explore`: explores scenarios one after the other and says what came of it.

import { exploreOn } from "../explore/index.ts";
import type { ExploreOptions } from "../explore/index.ts";
import { createModuleLoader } from "../host/index.ts";
import { exhaustiveFrom, strategyFrom } from "../strategy/index.ts";
import { selectScenarios } from "./catalogue.ts";
import type { ExitCode } from "./exit-code.ts";
import { runScenarios } from "./scenario-runs.ts";

/** The options of `heddle explore`, as commander gives them. */
export interface ExploreCommandOptions {
  readonly strategy?: string;
  readonly seed?: string;
  readonly executions?: number;
  /** Seconds for each scenario. */
  readonly time?: number;
  readonly maxSteps?: number;
  readonly stopAfter?: number;
  readonly workers?: number;
  readonly signals?: "pairwise" | "instant";
  readonly clock?: "competing" | "lazy";
  readonly json?: boolean;
}

/** Explores scenarios and prints the result. */
export async function exploreCommand(args: readonly string[], options: ExploreCommandOptions): Promise<ExitCode> {
  // Before any file is loaded: a wrong name should not take long to hear of.
  if (options.strategy !== undefined && exhaustiveFrom(options.strategy) === undefined) strategyFrom(options.strategy);
  const selection = await selectScenarios(await createModuleLoader(), args);
  const settings = { budgetMs: budgetOf(options), isJson: options.json === true };
  return runScenarios(selection, settings, ({ module, scenario }, { abort, host, onProgress }) =>
    exploreOn(host, scenario.program, {
      ...scenario.options,
      ...overridesOf(options),
      name: scenario.name,
      module,
      abort,
      onProgress,
    }),
  );
}

function budgetOf({ time }: ExploreCommandOptions): number | undefined {
  return time === undefined ? undefined : time * 1_000;
}

/** With a time and no count, the time alone is the limit. */
function overridesOf(options: ExploreCommandOptions): ExploreOptions {
  const { clock, executions, maxSteps, seed, signals, stopAfter, strategy, time, workers } = options;
  const overrides = {
    strategy,
    seed,
    executions: executions ?? (time === undefined ? undefined : Number.MAX_SAFE_INTEGER),
    budgetMs: budgetOf(options),
    maxSteps,
    stopAfter,
    workers,
    signals,
    time: clock,
  };
  return Object.fromEntries(Object.entries(overrides).filter(([, value]) => value !== undefined));
}
