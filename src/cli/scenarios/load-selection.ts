// Selects the scenarios of a command with a module loader for them, and notes what was left out.

import { createModuleLoader } from "../../host/index.ts";
import { selectScenarios } from "./select-scenarios.ts";
import type { ScenarioSelection } from "./select-scenarios.ts";
import { printError } from "../output/terminal.ts";

/** The most file names in a note. */
const MAX_NAMES = 5;

/** How files are loaded. */
export interface LoadOptions {
  /** The path of the tsconfig.json of all files. Default: the nearest one above each. */
  readonly tsconfig?: string;
  /** Patterns of the files whose awaits are scheduling points. Default: none. */
  readonly instrument?: readonly string[];
  /** Packages of `node_modules` that are instrumented, too. */
  readonly instrumentPackage?: readonly string[];
  /** Whether they tell which plain state they touch. */
  readonly instrumentState?: boolean;
  /** Whether their modules begin anew in each execution. */
  readonly instrumentFresh?: boolean;
}

/**
 * Selects scenarios and prints a note on standard error about files without any.
 * @throws UsageError for a tsconfig.json, for files and for names that cannot be used
 */
export async function loadSelection(
  args: readonly string[],
  { tsconfig, ...loading }: LoadOptions,
): Promise<ScenarioSelection> {
  if (loading.instrument !== undefined || loading.instrumentPackage !== undefined) {
    // Loaded only where it is needed: it brings a parser.
    const { register } = await import("../../instrument/index.ts");
    register({
      include: loading.instrument ?? [],
      packages: loading.instrumentPackage ?? [],
      state: loading.instrumentState === true,
      freshModules: loading.instrumentFresh === true,
    });
  }
  const selection = await selectScenarios(await createModuleLoader(tsconfig), args);
  const { skipped } = selection;
  if (skipped.length > 0) {
    const more = skipped.length > MAX_NAMES ? ` and ${skipped.length - MAX_NAMES} more` : "";
    const count = skipped.length === 1 ? "1 file that exports" : `${skipped.length} files that export`;
    printError(`skipped ${count} no scenario: ${skipped.slice(0, MAX_NAMES).join(", ")}${more}`);
  }
  return selection;
}
