// Finds the scenario that a token belongs to.

import { UsageError } from "../../errors.ts";
import { loadSelection } from "./load-selection.ts";
import type { LoadOptions } from "./load-selection.ts";
import type { FoundScenario } from "./scenario-file.ts";
import { suggestion } from "./suggest.ts";

/**
 * The scenario of a name.
 * @param files files, folders or patterns; none for scenarios/index.ts
 * @throws UsageError (`other-program`), and what a file throws that cannot be loaded
 */
export async function findRecorded(
  name: string,
  files: readonly string[],
  loading: LoadOptions,
): Promise<FoundScenario> {
  const { source, scenarios, unloadable } = await loadSelection(files, loading);
  const found = scenarios.find(({ scenario }) => scenario.name === name);
  if (found !== undefined) return found;
  const [first] = unloadable;
  if (first !== undefined) throw first.error;
  const near = suggestion(
    name,
    scenarios.map(({ scenario }) => scenario.name),
  );
  throw new UsageError(
    `The token belongs to the program "${name}", but there is no scenario with that name in ${source}.${near} ` +
      "Pass the file that exports it: heddle replay <token> <file>",
    { code: "other-program" },
  );
}
