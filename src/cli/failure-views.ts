// After a run on a terminal: an HTML file for each unexpected failure, whose address a click opens.

import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { folderNameOf, headline } from "../explore/index.ts";
import { isAsExpected } from "../report/index.ts";
import type { Explored } from "../report/index.ts";
import { isTerminal, print, printError } from "./output/terminal.ts";
import type { Reporter } from "./reporters.ts";
import type { LoadOptions } from "./scenarios/load-selection.ts";
import type { FoundScenario } from "./scenarios/scenario-file.ts";
import { writeView } from "./view-file.ts";

/** Further failures have their commands. */
const MOST_VIEWS = 3;

/** The options of the run. */
interface ViewingOptions extends LoadOptions {
  readonly reporter?: readonly Reporter[];
}

/**
 * Writes the files to a temporary folder and prints their addresses. What goes wrong does not change the result.
 * @param results by the place of the scenario; none for one that was not begun
 */
export async function showViews(
  scenarios: readonly FoundScenario[],
  results: ReadonlyMap<number, Explored>,
  { reporter = [], ...loading }: ViewingOptions,
): Promise<void> {
  // Files are for a person who reads the text.
  if (!isTerminal() || reporter.some(({ file, name }) => name !== "text" || file !== undefined)) return;
  const failures = scenarios.flatMap((found, at) => {
    const row = results.get(at);
    const [first] = row?.result.kind === "explored" && !isAsExpected(row) ? row.result.report.counterexamples : [];
    return first === undefined ? [] : [{ found, first }];
  });
  if (failures.length === 0) return;
  try {
    const folder = await mkdtemp(join(tmpdir(), "heddle-"));
    for (const { first, found } of failures.slice(0, MOST_VIEWS)) {
      const { name } = found.scenario;
      const { address } = await writeView(join(folder, `${folderNameOf(name)}.html`), first, found, loading);
      print(`${name} step by step: ${address}`);
    }
  } catch (error) {
    printError(`no picture was written: ${headline(error)}`);
  }
}
