// Runs scenarios one after the other, or some at once, with progress and Ctrl-C, and reports the results; shared by the
// commands that explore.

import { fileURLToPath } from "node:url";

import type { FaultBudgets } from "../choice/index.ts";
import { UsageError } from "../errors.ts";
import { exploreOn, planOf } from "../explore/index.ts";
import type { ExploreOptions, Progress, Report, Scenario } from "../explore/index.ts";
import { createNodeHost } from "../host/index.ts";
import type { ConsoleMode } from "../host/index.ts";
import { isAsExpected } from "../report/index.ts";
import type { Explored } from "../report/index.ts";
import { ExitCode } from "./exit-code.ts";
import { showViews } from "./failure-views.ts";
import { interruptible } from "./interrupt.ts";
import { loadSelection } from "./scenarios/load-selection.ts";
import { createProgressLine } from "./output/progress-line.ts";
import { openReports } from "./reporters.ts";
import type { Reporter } from "./reporters.ts";
import { startJobs } from "./jobs/threads.ts";
import type { JobThreads, ScenarioJob } from "./jobs/threads.ts";
import { corpusOf } from "./scenarios/scenario-file.ts";
import type { ScenarioSelection } from "./scenarios/select-scenarios.ts";

/** The options of all commands that run scenarios, as commander gives them. */
export interface RunOptions {
  readonly executions?: number;
  /** The time limit of each scenario. */
  readonly timeLimitMs?: number;
  readonly maxSteps?: number;
  readonly stopAfter?: number;
  readonly workers?: number;
  /** How many scenarios are explored at once. Default: 1. */
  readonly jobs?: number;
  readonly signals?: "pairwise" | "instant";
  readonly time?: "competing" | "lazy";
  readonly entropy?: "seed" | "choice";
  readonly unawaited?: "violation" | "note";
  readonly awaits?: "relaxed" | "faithful";
  readonly clocks?: "shared" | "own";
  readonly faults?: Partial<FaultBudgets>;
  /** `false` for `--no-shrink`, else a number of re-runs. */
  readonly shrink?: number | boolean;
  readonly reporter?: readonly Reporter[];
  readonly console?: ConsoleMode;
  readonly tsconfig?: string;
  readonly instrument?: readonly string[];
  readonly instrumentPackage?: readonly string[];
  readonly instrumentState?: boolean;
  readonly instrumentFresh?: boolean;
  readonly corpus?: boolean;
}

/**
 * Explores the scenarios that the arguments select and reports the results. A scenario or a file that cannot be used
 * becomes a row.
 * @param overrides further options of the command, which take precedence over those of scenarios
 * @returns the exit code
 * @throws UsageError for wrong arguments and options of the command
 */
export async function runScenarios(
  args: readonly string[],
  options: RunOptions,
  overrides: ExploreOptions,
): Promise<ExitCode> {
  const given = { ...settingsOf(options), ...overrides };
  // An option of the command line that is wrong for every scenario is an error once.
  planOf(() => undefined, given);
  const reports = openReports(options.reporter);
  try {
    const selection = await loadSelection(args, options);
    const host = createNodeHost({ console: options.console ?? "failing", tsconfig: options.tsconfig });
    const waiting = selection.scenarios.map((found, at) => ({
      ...found,
      at,
      name: found.scenario.name,
      path: fileURLToPath(found.module),
      file: selection.isDefault(found) ? undefined : found.file,
      corpus: options.corpus === true ? { corpus: corpusOf(found) } : {},
    }));
    const results = new Map<number, Explored>();
    const isInterrupted = await interruptible(async (signal) => {
      const threads = startThreads(waiting, options, given, ({ at, file, scenario }, report) => {
        results.set(at, { scenario, file, result: { kind: "explored", report } });
      });
      signal.addEventListener("abort", threads.stop);
      for (;;) {
        // With threads, first what they do not take.
        const next = (threads.count > 0 ? takeFrom(waiting, "violated") : undefined) ?? waiting.shift();
        if (next === undefined) {
          await threads.ended;
          if (waiting.length === 0 || signal.aborted) break;
          continue;
        }
        const { at, corpus, file, module, name, scenario } = next;
        const result = await runOne(scenario, options, (onProgress) =>
          exploreOn(host, scenario.program, {
            ...scenario.options,
            ...given,
            ...corpus,
            name,
            module,
            signal,
            onProgress,
          }),
        );
        results.set(at, { scenario, file, result });
        if (signal.aborted) break;
      }
      threads.stop();
      await threads.ended;
      return signal.aborted;
    });
    const rows = [...selection.unloadable.map((unloadable) => rowOf(unloadable)), ...inOrder(results)];
    waiting.sort((one, other) => one.at - other.at);
    reports.write({ rows, notBegun: waiting, isInterrupted, host, loading: options });
    if (!isInterrupted) await showViews(selection.scenarios, results, options);
    return isInterrupted ? ExitCode.interrupted : exitCodeOf(rows);
  } finally {
    reports.close();
  }
}

/** A scenario that was not explored yet; `at` is its place. */
interface Waiting extends ScenarioJob {
  readonly at: number;
  readonly scenario: Scenario;
  readonly file: string | undefined;
}

/** The first that is expected to end so. */
function takeFrom<Item extends Waiting>(waiting: Item[], expected: "passed" | "violated"): Item | undefined {
  const at = waiting.findIndex(({ scenario }) => scenario.expected === expected);
  return at < 0 ? undefined : waiting.splice(at, 1)[0];
}

/** Starts threads that explore what is waiting and expected to pass. What they cannot answer waits again. */
function startThreads<Item extends Waiting>(
  waiting: Item[],
  options: RunOptions,
  given: ExploreOptions,
  done: (item: Item, report: Report) => void,
): JobThreads {
  const { console = "failing", corpus, instrument, instrumentPackage, jobs = 1, tsconfig, workers = 1 } = options;
  // What prints as it comes, writes files or has threads already is explored here, one after the other.
  const isOrdered = console === "all" || corpus === true || workers > 1;
  const isInstrumented = instrument !== undefined || instrumentPackage !== undefined;
  const passing = waiting.filter(({ scenario }) => scenario.expected === "passed").length;
  const threads = isOrdered || isInstrumented ? 0 : Math.min(jobs - 1, passing);
  const refused = new Set<Item>();
  return startJobs<Item>(
    threads,
    { given, console, tsconfig },
    () => {
      const at = waiting.findIndex((item) => item.scenario.expected === "passed" && !refused.has(item));
      return at < 0 ? undefined : waiting.splice(at, 1)[0];
    },
    (item, report) => {
      if (report !== undefined) {
        done(item, report);
        return;
      }
      refused.add(item);
      waiting.push(item);
    },
  );
}

/** The results by their places. */
function inOrder(results: ReadonlyMap<number, Explored>): readonly Explored[] {
  return [...results].toSorted(([one], [other]) => one - other).map(([, row]) => row);
}

/** The row of a file that cannot be loaded, under its own name: the names of its scenarios are unknown. */
function rowOf({ error, file }: ScenarioSelection["unloadable"][number]): Explored {
  return { scenario: { name: file, expected: "passed", summary: "" }, file, result: { kind: "failed", error } };
}

/** What cannot be used takes precedence over what was found. */
function exitCodeOf(rows: readonly Explored[]): ExitCode {
  if (rows.some(({ result }) => result.kind === "failed" && result.error instanceof UsageError)) return ExitCode.usage;
  return rows.every((row) => isAsExpected(row)) ? ExitCode.expected : ExitCode.unexpected;
}

function settingsOf(options: RunOptions): ExploreOptions {
  const { entropy, executions, faults, maxSteps, shrink, signals, stopAfter } = options;
  const { awaits, clocks, time, timeLimitMs, unawaited, workers } = options;
  const shared = { entropy, executions, timeLimitMs, faults, maxSteps, shrink, stopAfter, workers, signals, time };
  return definedOnly({ ...shared, awaits, clocks, unawaited });
}

/** Removes undefined options, so that they do not override those of the scenario. */
export function definedOnly(options: Readonly<Record<string, unknown>>): ExploreOptions {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined));
}

async function runOne(
  scenario: Scenario,
  options: RunOptions,
  run: (onProgress: (progress: Progress) => void) => Promise<Report>,
): Promise<Explored["result"]> {
  const line = createProgressLine();
  line.begin(scenario.name, options.timeLimitMs);
  try {
    const report = await run((progress) => {
      line.show(progress);
    });
    return { kind: "explored", report };
  } catch (error) {
    return { kind: "failed", error };
  } finally {
    line.end();
  }
}
