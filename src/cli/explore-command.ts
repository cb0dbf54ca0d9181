// `heddle explore`: explores scenarios one after the other and says what came of it.

import { UsageError } from "../errors.ts";
import { exploreOn } from "../explore/index.ts";
import type { ExploreOptions, Host } from "../explore/index.ts";
import { createNodeHost } from "../host/index.ts";
import { explorationJson, explorationTable, findingText, isAsExpected, summaryLine } from "../report/index.ts";
import type { Explored } from "../report/index.ts";
import { strategyFrom } from "../strategy/index.ts";
import { selectScenarios } from "./catalogue.ts";
import type { Selection } from "./catalogue.ts";
import { ExitCode } from "./exit-code.ts";
import { interruptible } from "./interrupt.ts";
import { createModuleLoader } from "./module-loader.ts";
import { readPackageInfo } from "./package-info.ts";
import { createProgressLine } from "./progress-line.ts";
import type { FoundScenario } from "./scenario-file.ts";
import { outputPalette, print, startingCommand } from "./terminal.ts";

/** The options of `heddle explore`, as commander gives them. */
export interface ExploreCommandOptions {
  readonly strategy?: string;
  readonly seed?: string;
  readonly executions?: number;
  /** Seconds for each scenario. */
  readonly time?: number;
  readonly maxSteps?: number;
  readonly stopAfter?: number;
  readonly signals?: "pairwise" | "instant";
  readonly clock?: "competing" | "lazy";
  readonly json?: boolean;
}

/** Explores scenarios and prints the result. */
export async function exploreCommand(args: readonly string[], options: ExploreCommandOptions): Promise<ExitCode> {
  // Before any file is loaded: a wrong name should not take long to hear of.
  if (options.strategy !== undefined) strategyFrom(options.strategy);
  const selection = await selectScenarios(createModuleLoader(), args);
  const { isInterrupted, rows } = await exploreAll(selection, options);
  if (options.json === true) printJson(rows, isInterrupted);
  else printReport(rows, selection.scenarios.length - rows.length);
  if (isInterrupted) return ExitCode.interrupted;
  return rows.every((row) => isAsExpected(row)) ? ExitCode.expected : ExitCode.unexpected;
}

async function exploreAll(
  { isCatalogue, scenarios }: Selection,
  options: ExploreCommandOptions,
): Promise<{ readonly rows: readonly Explored[]; readonly isInterrupted: boolean }> {
  const rows: Explored[] = [];
  const host = createNodeHost();
  const isInterrupted = await interruptible(async (abort) => {
    for (const found of scenarios) {
      if (abort.aborted) break;
      const file = isCatalogue(found) ? undefined : found.file;
      rows.push({ scenario: found.scenario, file, result: await exploreOne(host, found, options, abort) });
    }
    return abort.aborted;
  });
  return { rows, isInterrupted };
}

async function exploreOne(
  host: Host,
  { scenario }: FoundScenario,
  options: ExploreCommandOptions,
  abort: AbortSignal,
): Promise<Explored["result"]> {
  const line = createProgressLine(options.json !== true);
  const budgetMs = options.time === undefined ? undefined : options.time * 1_000;
  line.begin(scenario.name, budgetMs);
  try {
    const report = await exploreOn(host, scenario.program, {
      ...scenario.options,
      ...overridesOf(options),
      name: scenario.name,
      abort,
      onProgress: (progress) => {
        line.show(progress);
      },
    });
    return { kind: "explored", report };
  } catch (error) {
    // Options of the command line have been checked by now.
    if (error instanceof UsageError) throw new UsageError(`Scenario ${scenario.name}: ${error.message}`, error);
    return { kind: "failed", error };
  } finally {
    line.end();
  }
}

/** With a time and no count, the time alone is the limit. */
function overridesOf(options: ExploreCommandOptions): ExploreOptions {
  const { clock, executions, maxSteps, seed, signals, stopAfter, strategy, time } = options;
  const overrides = {
    strategy,
    seed,
    executions: executions ?? (time === undefined ? undefined : Number.MAX_SAFE_INTEGER),
    budgetMs: time === undefined ? undefined : time * 1_000,
    maxSteps,
    stopAfter,
    signals,
    time: clock,
  };
  return Object.fromEntries(Object.entries(overrides).filter(([, value]) => value !== undefined));
}

function printJson(rows: readonly Explored[], interrupted: boolean): void {
  const context = { heddle: readPackageInfo().version, interrupted, command: startingCommand() };
  print(JSON.stringify(explorationJson(rows, context), undefined, 2));
}

function printReport(rows: readonly Explored[], notBegun: number): void {
  const palette = outputPalette();
  const context = { command: startingCommand(), palette };
  const findings = rows.map((row) => findingText(row, context)).filter((text) => text !== "");
  const paragraphs = [explorationTable(rows, palette), ...findings, summaryLine(rows, notBegun)];
  print(paragraphs.join("\n\n"));
}
