// `heddle list`: lists scenarios.

import { createModuleLoader } from "../host/index.ts";
import { scenarioTable } from "./exploration-table.ts";
import { selectScenarios } from "./select-scenarios.ts";
import { ExitCode } from "./exit-code.ts";
import { outputPalette, print } from "./terminal.ts";

/** Prints the scenarios of files, or of scenarios/index.ts. */
export async function listCommand(args: readonly string[]): Promise<ExitCode> {
  const { scenarios } = await selectScenarios(await createModuleLoader(), args);
  const table = scenarioTable(
    scenarios.map(({ scenario }) => scenario),
    outputPalette(),
  );
  print(table);
  return ExitCode.expected;
}
