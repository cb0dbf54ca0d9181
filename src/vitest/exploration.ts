// Explores for a test: with the options of the test, the project and this run, within the time that vitest gives.

import { exploreOn } from "../explore/index.ts";
import type { ExploreOptions, Program, Report } from "../explore/index.ts";
import { nodeHost } from "../host/index.ts";
import { overridesFrom } from "./environment.ts";
import type { EnvironmentOverrides } from "./environment.ts";
import { projectOptions } from "./project-options.ts";
import type { ProjectOptions } from "./project-options.ts";
import type { TestProgram } from "./test-program.ts";
import { createExplorationQueue } from "./exploration-queue.ts";

/** The options of an exploration by a test. What vitest knows better is not among them. */
export interface HoldOptions extends Omit<ExploreOptions, "abort" | "corpus" | "name" | "onProgress"> {
  /** Where counterexamples are kept; `false`: nowhere. Default: `__heddle__` beside the test. */
  readonly corpus?: string | URL | false;
}

/** What was explored for a test. */
export interface ExploredTest {
  readonly report: Report;
  /** Set when it was drawn for this run, so that it must be told. */
  readonly drawnSeed: string | undefined;
}

/** Of the time that is left to the test, so much is for exploring; the rest is for shrinking and reporting. */
const SHARE = 0.8;

const turns = createExplorationQueue();

/**
 * Explores `program` for a test.
 * @throws UsageError for wrong options, wherever they come from
 */
export function exploreFor(
  testProgram: TestProgram,
  program: Program,
  options: HoldOptions,
  signal?: AbortSignal,
): Promise<ExploredTest> {
  const overrides = overridesFrom();
  const { budgetMs = Number.POSITIVE_INFINITY, ...merged } = mergedOptions(projectOptions(), options, overrides);
  const { corpus = testProgram.corpus, ...rest } = merged;
  return turns.take(async () => {
    const left = Math.max(1, (testProgram.deadline - nodeHost.now()) * SHARE);
    const budget = Math.min(budgetMs, left);
    const report = await exploreOn(nodeHost, program, {
      ...rest,
      name: testProgram.name,
      ...(corpus === false ? {} : { corpus }),
      ...(budget === Number.POSITIVE_INFINITY ? {} : { budgetMs: budget }),
      ...(signal === undefined ? {} : { abort: signal }),
    });
    return { report, drawnSeed: overrides.isSeedDrawn ? overrides.seed : undefined };
  });
}

/** This run's wishes go before the test's options, and these before the project's. */
function mergedOptions(
  { corpus, ...project }: ProjectOptions,
  options: HoldOptions,
  overrides: EnvironmentOverrides,
): HoldOptions {
  const { budgetMs, seed } = overrides;
  // Who asks for time and not for a number wants as many as fit.
  const executions = overrides.executions ?? (budgetMs === undefined ? undefined : Number.MAX_SAFE_INTEGER);
  return {
    ...project,
    ...(corpus === false ? { corpus } : {}),
    ...options,
    ...(seed === undefined ? {} : { seed }),
    ...(executions === undefined ? {} : { executions }),
    ...(budgetMs === undefined ? {} : { budgetMs }),
  };
}
