// Explores the program of a test, with the options of the test, the project and this run, within the test's timeout.

import { DEFAULTS, exploreOn, OPTION_NAMES } from "../explore/index.ts";
import type { ExploreOptions, Program, Report } from "../explore/index.ts";
import { nodeHost, SerialQueue } from "../host/index.ts";
import { failureOf } from "../assert/index.ts";
import { checkOptionNames } from "../options.ts";
import { isBriefIn, overridesFrom } from "./environment.ts";
import type { EnvironmentOverrides } from "./environment.ts";
import { projectOptions } from "./project-options.ts";
import type { ProjectOptions } from "./project-options.ts";
import type { TestProgram } from "./test-program.ts";
import { viewLine, writeViewFile } from "./results/view-file.ts";
import type { ViewFile } from "./results/view-file.ts";

/** The options of an exploration by a test, except those that vitest determines. */
export interface HoldOptions extends Omit<ExploreOptions, "corpus" | "name" | "onProgress" | "signal"> {
  /** The folder for counterexamples, or `false` to save none. Default: `__heddle__` beside the test. */
  readonly corpus?: string | URL | false;
  /** Whether to write an HTML file of a failure, which shows it step by step. Default: yes. */
  readonly view?: boolean;
}

/** The names of the options of a test. */
export const TEST_OPTIONS: readonly string[] = [
  ...OPTION_NAMES.filter((name) => !["name", "onProgress", "signal"].includes(name)),
  "view",
];

/** The result of exploring for a test. */
export interface ExploredTest {
  readonly report: Report;
  /** The seed if it was drawn for this run, which must then be reported. */
  readonly drawnSeed: string | undefined;
  /** The file that shows the failure; `undefined` without one. */
  readonly view: ViewFile | undefined;
  /** Whether the failure is told in a few lines. */
  readonly isBrief: boolean;
}

/** The error to throw for an exploration; `undefined` if the program holds. */
export function failureFor(
  { drawnSeed, isBrief, report, view }: ExploredTest,
  { replayCommand }: TestProgram,
): Error | undefined {
  if (report.verdict === "passed") return undefined;
  return failureOf(report, {
    replayCommand,
    drawnSeed,
    isBrief,
    view: view === undefined ? undefined : viewLine(view),
  });
}

/** The share of the test's remaining time for exploring; the rest is for shrinking and reporting. */
const EXPLORING_SHARE = 0.8;

/**
 * Explorations of concurrent tests run one after the other. The host would serialize them, too; here each can measure
 * its remaining time when it begins, so that the time it waited is not counted as its own.
 */
const explorations = new SerialQueue();

/**
 * Explores `program` for a test.
 * @throws UsageError for invalid options of the test, the project or the environment
 */
export function exploreFor(
  testProgram: TestProgram,
  program: Program,
  options: HoldOptions,
  signal?: AbortSignal,
): Promise<ExploredTest> {
  checkOptionNames(options, TEST_OPTIONS, "a test");
  const overrides = overridesFrom();
  const isBrief = isBriefIn();
  const { timeLimitMs = Number.POSITIVE_INFINITY, ...merged } = mergedOptions(projectOptions(), options, overrides);
  const { corpus = testProgram.corpus, view: isViewed = true, ...rest } = merged;
  return explorations.run(async () => {
    const left = Math.max(1, (testProgram.deadline - nodeHost.now()) * EXPLORING_SHARE);
    const limit = Math.min(timeLimitMs, left);
    const report = await exploreOn(nodeHost, program, {
      ...rest,
      name: testProgram.name,
      ...(corpus === false ? {} : { corpus }),
      ...(limit === Number.POSITIVE_INFINITY ? {} : { timeLimitMs: limit }),
      ...(signal === undefined ? {} : { signal: signal }),
    });
    const view = isViewed ? await writeViewFile(report, { program, options: rest, testProgram }) : undefined;
    return { report, drawnSeed: overrides.isSeedDrawn ? overrides.seed : undefined, view, isBrief };
  });
}

/** The overrides of this run take precedence over the test's options, and these over the project's. */
function mergedOptions(
  { corpus, ...project }: ProjectOptions,
  options: HoldOptions,
  overrides: EnvironmentOverrides,
): HoldOptions {
  const { seed, timeLimitMs } = overrides;
  const merged = {
    ...project,
    ...(corpus === false ? { corpus } : {}),
    ...options,
    ...(seed === undefined ? {} : { seed }),
    ...(timeLimitMs === undefined ? {} : { timeLimitMs }),
  };
  // The rest of the test's time is always a limit, but only a limit that somebody set lifts the number of executions.
  const isLifted = timeLimitMs !== undefined || (merged.executions === undefined && merged.timeLimitMs !== undefined);
  const executions =
    overrides.executions ?? (isLifted ? Number.MAX_SAFE_INTEGER : (merged.executions ?? DEFAULTS.executions));
  return { ...merged, executions };
}
