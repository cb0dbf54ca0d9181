// `heddle corpus`: lists the counterexamples saved beside tests, and deletes them by name.

import { existsSync, statSync } from "node:fs";
import { readdir, readFile, rm } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";

import { CORPUS_FOLDER, parseEntry } from "../explore/index.ts";
import type { CorpusEntry } from "../explore/index.ts";
import { UsageError } from "../errors.ts";
import { headline } from "../explore/index.ts";
import { ExitCode } from "./exit-code.ts";
import { print } from "./terminal.ts";

/**
 * Prints the corpus files under a folder.
 * @throws UsageError (`no-file`) if the folder does not exist
 */
export async function listCorpus(folder: string = "."): Promise<ExitCode> {
  if (!existsSync(folder) || !statSync(folder).isDirectory()) {
    throw new UsageError(`The folder ${folder} does not exist.`, { code: "no-file" });
  }
  const paths = await corpusPaths(folder);
  const texts = await Promise.all(paths.map(async (path) => textOf(path)));
  const shown = texts.filter((text) => text !== "");
  print(shown.length === 0 ? "No corpus files found." : shown.join("\n"));
  return ExitCode.expected;
}

/**
 * Deletes corpus files; deletes none if any of them is not a corpus file.
 * @throws UsageError (`no-file`, `damaged-corpus-file`)
 */
export async function dropFromCorpus(paths: readonly string[]): Promise<ExitCode> {
  for (const path of paths) await readEntry(path);
  for (const path of paths) {
    await rm(path);
    print(`dropped ${path}`);
  }
  return ExitCode.expected;
}

/** The JSON files of corpora beside tests, and those directly in the folder, which may be a corpus itself. */
async function corpusPaths(folder: string): Promise<readonly string[]> {
  const names = await readdir(folder, { recursive: true, encoding: "utf8" });
  return names
    .filter((name) => name.endsWith(".json") && !name.includes("node_modules"))
    .map((name) => join(folder, name))
    .filter((path) => isBesideTest(path) || resolve(dirname(path)) === resolve(folder))
    .toSorted();
}

function isBesideTest(path: string): boolean {
  return path.split(/[/\\]/).includes(CORPUS_FOLDER);
}

/** A paragraph about a corpus file; empty for another JSON file outside of corpora. */
async function textOf(path: string): Promise<string> {
  try {
    const { error, program, sentence, token } = await readEntry(path);
    return [path, `${program}: ${error}`, ...(sentence === undefined ? [] : [sentence]), token].join("\n  ");
  } catch (error) {
    return isBesideTest(path) ? headline(error).replace(/^UsageError: /, "") : "";
  }
}

async function readEntry(path: string): Promise<CorpusEntry> {
  const text = await readFile(path, "utf8").catch((error: unknown) => {
    throw new UsageError(`${path} cannot be read.`, { code: "no-file", cause: error });
  });
  try {
    return parseEntry(text);
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    throw new UsageError(`${path}: ${error.message} It was left unchanged.`, {
      code: "damaged-corpus-file",
      cause: error,
    });
  }
}
