// Runs scenarios one after the other, with progress and Ctrl-C, and reports the results; shared by the commands that
// explore.

import type { FaultBudgets } from "../choice/index.ts";
import { UsageError } from "../errors.ts";
import { exploreOn, planOf } from "../explore/index.ts";
import type { ExploreOptions, Progress, Report, Scenario } from "../explore/index.ts";
import { createNodeHost } from "../host/index.ts";
import type { ConsoleMode } from "../host/index.ts";
import { isAsExpected } from "../report/index.ts";
import type { Explored } from "../report/index.ts";
import { ExitCode } from "./exit-code.ts";
import { interruptible } from "./interrupt.ts";
import { loadSelection } from "./scenarios/load-selection.ts";
import { createProgressLine } from "./output/progress-line.ts";
import { openReports } from "./reporters.ts";
import type { Reporter } from "./reporters.ts";
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
    const rows: Explored[] = selection.unloadable.map((unloadable) => rowOf(unloadable));
    const waiting = selection.scenarios.map((found) => ({
      ...found,
      file: selection.isDefault(found) ? undefined : found.file,
      corpus: options.corpus === true ? { corpus: corpusOf(found) } : {},
    }));
    const isInterrupted = await interruptible(async (signal) => {
      for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
        const { corpus, file, module, scenario } = next;
        const { name, program } = scenario;
        const result = await runOne(scenario, options, (onProgress) =>
          exploreOn(host, program, { ...scenario.options, ...given, ...corpus, name, module, signal, onProgress }),
        );
        rows.push({ scenario, file, result });
        if (signal.aborted) break;
      }
      return signal.aborted;
    });
    reports.write({ rows, notBegun: waiting, isInterrupted, host, loading: options });
    return isInterrupted ? ExitCode.interrupted : exitCodeOf(rows);
  } finally {
    reports.close();
  }
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
