// `heddle view`: writes an HTML file that shows an execution step by step, and opens it.

import { mkdtemp, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";

import { parseToken } from "../choice/index.ts";
import { UsageError } from "../errors.ts";
import { createNodeHost, readPackageInfo, readViewerProgram, sourceTextOf } from "../host/index.ts";
import { replayCommand } from "../report/index.ts";
import { viewHtml, viewOf } from "../view/index.ts";
import type { ViewDocument } from "../view/index.ts";
import { ExitCode } from "./exit-code.ts";
import { findRecorded } from "./scenarios/find-recorded.ts";
import type { LoadOptions } from "./scenarios/load-selection.ts";
import { corpusOf } from "./scenarios/scenario-file.ts";
import { print, printError, startingCommand } from "./output/terminal.ts";

/** The options of `heddle view`, as commander gives them. */
export interface ViewCommandOptions extends LoadOptions {
  readonly out?: string;
  /** False with `--no-open`. */
  readonly open: boolean;
}

/**
 * Writes the file of a token, and opens it unless a file was named.
 * @throws UsageError for an invalid token or file, and for a file that cannot be written (`unwritable-file`)
 */
export async function viewCommand(
  token: string,
  files: readonly string[],
  { open: opens, out, ...loading }: ViewCommandOptions,
): Promise<ExitCode> {
  const view = await viewOfToken(token, files, loading);
  const path = out === undefined ? join(await mkdtemp(join(tmpdir(), "heddle-")), "race.html") : resolve(out);
  await write(path, viewHtml(view, readViewerProgram()));
  print(pathToFileURL(path).href);
  if (view.divergence !== undefined) printError(`the program has changed: ${view.divergence}`);
  if (opens && out === undefined) await openInBrowser(path);
  return view.divergence === undefined ? ExitCode.expected : ExitCode.unexpected;
}

async function viewOfToken(token: string, files: readonly string[], loading: LoadOptions): Promise<ViewDocument> {
  const { program: name } = parseToken(token);
  const found = await findRecorded(name, files, loading);
  const { file, scenario } = found;
  const { checks = [], reset } = scenario.options;
  const corpus = corpusOf(found);
  return viewOf(createNodeHost({ console: "none", tsconfig: loading.tsconfig }), scenario.program, {
    heddle: readPackageInfo().version,
    program: name,
    command: replayCommand(token, file, { command: startingCommand() }),
    folder: process.cwd(),
    read: sourceTextOf,
    recorded: token,
    replay: { name, checks, ...(reset === undefined ? {} : { reset }), corpus },
  });
}

async function write(path: string, text: string): Promise<void> {
  try {
    await writeFile(path, text);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new UsageError(`The picture could not be written: ${reason}. Name a file that can be: --out race.html`, {
      code: "unwritable-file",
      cause,
    });
  }
}

/** Opens the file; without a browser the printed address is what there is. */
async function openInBrowser(path: string): Promise<void> {
  const { default: open } = await import("open");
  try {
    const started = await open(path);
    started.once("error", noBrowser);
  } catch {
    noBrowser();
  }
}

function noBrowser(): void {
  printError("no browser could be opened; open the address above");
}
