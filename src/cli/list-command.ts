// `heddle list`: lists scenarios.

import { scenarioTable } from "./output/exploration-table.ts";
import { ExitCode } from "./exit-code.ts";
import { loadSelection } from "./scenarios/load-selection.ts";
import { outputPalette, print, printError } from "./output/terminal.ts";

/** The options of `heddle list`, as commander gives them. */
export interface ListCommandOptions {
  readonly tsconfig?: string;
}

/** Prints the scenarios of files, or of scenarios/index.ts; files that cannot be loaded are errors beside them. */
export async function listCommand(args: readonly string[], options: ListCommandOptions): Promise<ExitCode> {
  const { scenarios, unloadable } = await loadSelection(args, options);
  const table = scenarioTable(
    scenarios.map(({ scenario }) => scenario),
    outputPalette(),
  );
  if (scenarios.length > 0) print(table);
  for (const { error } of unloadable) printError(error.message);
  return unloadable.length === 0 ? ExitCode.expected : ExitCode.usage;
}
