// Runs scenarios one after the other, with progress and Ctrl-C, and prints the results; shared by the commands that
// explore.

import type { FaultBudgets } from "../choice/index.ts";
import { UsageError } from "../errors.ts";
import { exploreOn } from "../explore/index.ts";
import type { ExploreOptions, Host, Progress, Report, Scenario } from "../explore/index.ts";
import { createNodeHost, readPackageInfo, sourceTextOf } from "../host/index.ts";
import { corpusLines, explorationJson, findingText, isAsExpected, summaryLine } from "../report/index.ts";
import type { Explored } from "../report/index.ts";
import { explorationTable } from "./exploration-table.ts";
import type { ScenarioSelection } from "./select-scenarios.ts";
import { ExitCode } from "./exit-code.ts";
import { corpusOf } from "./scenario-file.ts";
import { interruptible } from "./interrupt.ts";
import { createProgressLine } from "./progress-line.ts";
import { outputColumns, outputPalette, print, startingCommand } from "./terminal.ts";

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
  readonly faults?: Partial<FaultBudgets>;
  /** `false` for `--no-shrink`, else a number of re-runs. */
  readonly shrink?: number | boolean;
  readonly json?: boolean;
  readonly corpus?: boolean;
}

/**
 * Explores the scenarios of a selection and prints the results.
 * @param overrides further options of the command, which take precedence over those of scenarios
 * @returns the exit code
 * @throws UsageError with the scenario's name; other errors become rows
 */
export async function runScenarios(
  { isDefault, scenarios }: ScenarioSelection,
  options: RunOptions,
  overrides: ExploreOptions,
): Promise<ExitCode> {
  const given = { ...settingsOf(options), ...overrides };
  const rows: Explored[] = [];
  const host = createNodeHost();
  const isInterrupted = await interruptible(async (signal) => {
    for (const found of scenarios) {
      if (signal.aborted) break;
      const file = isDefault(found) ? undefined : found.file;
      const result = await runOne(found.scenario, options, (onProgress) => {
        const { module, scenario } = found;
        const { name } = scenario;
        const corpus = options.corpus === true ? { corpus: corpusOf(found) } : {};
        const run = { ...scenario.options, ...given, ...corpus, name, module, signal, onProgress };
        return exploreOn(host, scenario.program, run);
      });
      rows.push({ scenario: found.scenario, file, result });
    }
    return signal.aborted;
  });
  if (options.json === true) printJson(rows, isInterrupted);
  else printReport(rows, scenarios.length - rows.length, host);
  if (isInterrupted) return ExitCode.interrupted;
  return rows.every((row) => isAsExpected(row)) ? ExitCode.expected : ExitCode.unexpected;
}

function settingsOf(options: RunOptions): ExploreOptions {
  const { executions, faults, maxSteps, shrink, signals, stopAfter, time, timeLimitMs, workers } = options;
  return definedOnly({ executions, timeLimitMs, faults, maxSteps, shrink, stopAfter, workers, signals, time });
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
  const line = createProgressLine(options.json !== true);
  line.begin(scenario.name, options.timeLimitMs);
  try {
    const report = await run((progress) => {
      line.show(progress);
    });
    return { kind: "explored", report };
  } catch (error) {
    // Options of the command line have already been validated, so the error concerns the scenario.
    if (error instanceof UsageError) throw new UsageError(`Scenario ${scenario.name}: ${error.message}`, error);
    return { kind: "failed", error };
  } finally {
    line.end();
  }
}

function printJson(rows: readonly Explored[], interrupted: boolean): void {
  const context = { heddle: readPackageInfo().version, interrupted, command: startingCommand() };
  print(JSON.stringify(explorationJson(rows, context), undefined, 2));
}

function printReport(rows: readonly Explored[], unstarted: number, host: Host): void {
  const palette = outputPalette();
  const context = {
    command: startingCommand(),
    palette,
    columns: outputColumns(),
    folder: process.cwd(),
    positionOf: (error: Error) => host.positionOf(error),
    textOf: sourceTextOf,
    allWith: "replay with --trace",
  };
  const findings = rows.map((row) => findingText(row, context)).filter((text) => text !== "");
  const corpora = rows.flatMap(({ result }) =>
    result.kind === "explored" && result.report.corpus !== undefined ? corpusLines(result.report.corpus) : [],
  );
  const paragraphs = [
    explorationTable(rows, palette),
    ...findings,
    ...(corpora.length === 0 ? [] : [corpora.join("\n")]),
    summaryLine(rows, unstarted),
  ];
  print(paragraphs.join("\n\n"));
}
