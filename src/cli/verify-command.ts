// `heddle verify`: runs one execution of every class of a scenario, so that what passes is proved.

import { exploreOn } from "../explore/index.ts";
import type { ExploreOptions } from "../explore/index.ts";
import { createModuleLoader } from "../host/index.ts";
import { selectScenarios } from "./catalogue.ts";
import type { ExitCode } from "./exit-code.ts";
import { runScenarios } from "./scenario-runs.ts";

/** The options of `heddle verify`, as commander gives them. */
export interface VerifyCommandOptions {
  readonly strategy?: "dpor" | "dfs";
  readonly preemptionBound?: number;
  readonly delayBound?: number;
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

/** Verifies scenarios and prints the result. */
export async function verifyCommand(args: readonly string[], options: VerifyCommandOptions): Promise<ExitCode> {
  const selection = await selectScenarios(await createModuleLoader(), args);
  const budgetMs = options.time === undefined ? undefined : options.time * 1_000;
  const settings = { budgetMs, isJson: options.json === true };
  return runScenarios(selection, settings, ({ module, scenario }, { abort, host, onProgress }) =>
    exploreOn(host, scenario.program, {
      ...scenario.options,
      ...overridesOf(options, budgetMs),
      name: scenario.name,
      module,
      abort,
      onProgress,
    }),
  );
}

function overridesOf(options: VerifyCommandOptions, budgetMs: number | undefined): ExploreOptions {
  const { clock, delayBound, executions, maxSteps, preemptionBound, signals, stopAfter, workers } = options;
  const isBounded = delayBound !== undefined || preemptionBound !== undefined;
  const overrides = {
    strategy: options.strategy ?? (isBounded ? "dfs" : "dpor"),
    preemptionBound,
    delayBound,
    executions: executions ?? Number.MAX_SAFE_INTEGER,
    budgetMs,
    maxSteps,
    stopAfter,
    workers,
    signals,
    time: clock,
  };
  return Object.fromEntries(Object.entries(overrides).filter(([, value]) => value !== undefined));
}
