// Scenarios one after the other, with progress and Ctrl-C, and what is printed of them: what the commands that explore
// have in common.

import { UsageError } from "../errors.ts";
import type { Host, Progress, Report } from "../explore/index.ts";
import { createNodeHost, readPackageInfo } from "../host/index.ts";
import { explorationJson, explorationTable, findingText, isAsExpected, summaryLine } from "../report/index.ts";
import type { Explored } from "../report/index.ts";
import type { Selection } from "./catalogue.ts";
import { ExitCode } from "./exit-code.ts";
import { interruptible } from "./interrupt.ts";
import { createProgressLine } from "./progress-line.ts";
import type { FoundScenario } from "./scenario-file.ts";
import { outputPalette, print, startingCommand } from "./terminal.ts";

/** What the run of one scenario is given. */
export interface RunContext {
  readonly host: Host;
  readonly abort: AbortSignal;
  readonly onProgress: (progress: Progress) => void;
}

/** How scenarios are run and shown. */
export interface RunSettings {
  /** For each scenario. */
  readonly budgetMs: number | undefined;
  /** Prints one JSON document instead of a table. */
  readonly isJson: boolean;
}

/**
 * Runs the scenarios of a selection, prints what came of them, and says what to tell the shell.
 * @throws UsageError from `run`, with the scenario's name; other errors become rows
 */
export async function runScenarios(
  { isCatalogue, scenarios }: Selection,
  settings: RunSettings,
  run: (found: FoundScenario, context: RunContext) => Promise<Report>,
): Promise<ExitCode> {
  const rows: Explored[] = [];
  const host = createNodeHost();
  const isInterrupted = await interruptible(async (abort) => {
    for (const found of scenarios) {
      if (abort.aborted) break;
      const file = isCatalogue(found) ? undefined : found.file;
      const result = await runOne(found, settings, (onProgress) => run(found, { host, abort, onProgress }));
      rows.push({ scenario: found.scenario, file, result });
    }
    return abort.aborted;
  });
  if (settings.isJson) printJson(rows, isInterrupted);
  else printReport(rows, scenarios.length - rows.length);
  if (isInterrupted) return ExitCode.interrupted;
  return rows.every((row) => isAsExpected(row)) ? ExitCode.expected : ExitCode.unexpected;
}

async function runOne(
  { scenario }: FoundScenario,
  { budgetMs, isJson }: RunSettings,
  run: (onProgress: (progress: Progress) => void) => Promise<Report>,
): Promise<Explored["result"]> {
  const line = createProgressLine(!isJson);
  line.begin(scenario.name, budgetMs);
  try {
    const report = await run((progress) => {
      line.show(progress);
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
