// The HTML file of a recorded execution of a scenario.

import { writeFile } from "node:fs/promises";
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";

import { parseToken } from "../choice/index.ts";
import { UsageError } from "../errors.ts";
import type { Counterexample } from "../explore/index.ts";
import { createNodeHost, readPackageInfo, readViewerProgram, sourceTextOf } from "../host/index.ts";
import { replayCommand } from "../report/index.ts";
import { viewHtml, viewOf } from "../view/index.ts";
import { replayStart } from "./replay-start.ts";
import type { LoadOptions } from "./scenarios/load-selection.ts";
import { corpusOf } from "./scenarios/scenario-file.ts";
import type { FoundScenario } from "./scenarios/scenario-file.ts";

/** A file that was written. */
export interface WrittenView {
  /** As `file://…`, which terminals and browsers open. */
  readonly address: string;
  /** How the program differs from the one that was recorded; `undefined` if it does not. */
  readonly divergence: string | undefined;
}

/**
 * Writes the file of an execution.
 * @param recorded its token, or the counterexample
 * @throws UsageError (`unwritable-file`, `viewer-not-built`)
 */
export async function writeView(
  path: string,
  recorded: string | Counterexample,
  found: FoundScenario,
  loading: LoadOptions,
): Promise<WrittenView> {
  const token = typeof recorded === "string" ? recorded : recorded.token;
  const { program: name } = parseToken(token);
  const { file, scenario } = found;
  const { checks = [], reset } = scenario.options;
  const view = await viewOf(createNodeHost({ console: "none", tsconfig: loading.tsconfig }), scenario.program, {
    heddle: readPackageInfo().version,
    program: name,
    command: replayCommand(token, file, replayStart(loading)),
    folder: process.cwd(),
    read: sourceTextOf,
    recorded,
    replay: { name, checks, ...(reset === undefined ? {} : { reset }), corpus: corpusOf(found) },
  });
  await writeText(path, viewHtml(view, readViewerProgram()));
  return { address: pathToFileURL(resolve(path)).href, divergence: view.divergence };
}

/**
 * Creates the file, so that a wrong path is an error before anything is run.
 * @throws UsageError (`unwritable-file`)
 */
export async function createFile(path: string): Promise<void> {
  await writeText(path, "");
}

async function writeText(path: string, text: string): Promise<void> {
  try {
    await writeFile(path, text);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new UsageError(
      `The picture could not be written: ${reason}. Name a file in a folder that exists: race.html`,
      {
        code: "unwritable-file",
        cause,
      },
    );
  }
}
