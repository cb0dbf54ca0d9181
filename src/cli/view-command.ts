// `heddle view`: writes an HTML file that shows an execution step by step, and opens it.

import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";

import { parseToken } from "../choice/index.ts";
import { ExitCode } from "./exit-code.ts";
import { openInBrowser } from "./output/browser.ts";
import { print, printError } from "./output/terminal.ts";
import { findRecorded } from "./scenarios/find-recorded.ts";
import type { LoadOptions } from "./scenarios/load-selection.ts";
import { createFile, writeView } from "./view-file.ts";

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
  const found = await findRecorded(parseToken(token).program, files, loading);
  const path = out === undefined ? join(await mkdtemp(join(tmpdir(), "heddle-")), "race.html") : resolve(out);
  await createFile(path);
  const { address, divergence } = await writeView(path, token, found, loading);
  print(address);
  if (divergence !== undefined) printError(`the program has changed: ${divergence}`);
  if (opens && out === undefined && !(await openInBrowser(path))) {
    printError("no browser could be opened; open the address above");
  }
  return divergence === undefined ? ExitCode.expected : ExitCode.unexpected;
}
