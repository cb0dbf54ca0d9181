// `heddle corpus`: lists the counterexamples saved beside tests, deletes them by name, and gives those of a renamed test to
// its new folder.

import { existsSync, readdirSync, statSync } from "node:fs";
import { readdir, rm, rmdir } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";

import { parseToken, printToken } from "../choice/index.ts";
import {
  CORPUS_FOLDER,
  fileNameOf,
  folderNameOf,
  freeName,
  parseEntry,
  printable,
  printEntry,
} from "../explore/index.ts";
import type { CorpusEntry } from "../explore/index.ts";
import { UsageError } from "../errors.ts";
import { headline } from "../explore/index.ts";
import { createNodeHost, readCorpusFile } from "../host/index.ts";
import { ExitCode } from "./exit-code.ts";
import { print } from "./output/terminal.ts";

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
    await rm(viewOfEntry(path), { force: true });
    print(`dropped ${path}`);
  }
  return ExitCode.expected;
}

/** A corpus file and what becomes of it. */
interface Adopted {
  readonly path: string;
  readonly name: string;
  readonly text: string;
}

/**
 * Moves the counterexamples of a folder to another, under the new name of their program; moves none if any of them is
 * not a corpus file, or if a file of that name exists.
 * @param program the new name; default: the recorded one
 * @throws UsageError (`no-file`, `damaged-corpus-file`, `other-program`, `corpus-file-exists`)
 */
export async function adoptCorpus(from: string, to: string, program?: string): Promise<ExitCode> {
  const names = await readdir(from).catch((error: unknown) => {
    throw new UsageError(`The folder ${from} does not exist.`, { code: "no-file", cause: error });
  });
  const paths = names.filter((name) => name.endsWith(".json") && !name.startsWith(".")).toSorted();
  if (paths.length === 0) throw new UsageError(`${from} has no corpus files.`, { code: "no-file" });
  const taken = new Set<string>();
  const adopted: Adopted[] = [];
  for (const path of paths.map((name) => join(from, name))) {
    const entry = renamed(await readEntry(path), program);
    checkFolder(to, entry.program);
    const name = freeName(fileNameOf(entry.program, entry.signature), taken);
    taken.add(name);
    adopted.push({ path, name, text: printEntry(entry) });
  }
  const existing = adopted.find(({ name }) => existsSync(join(to, name)));
  if (existing !== undefined) {
    throw new UsageError(`${join(to, existing.name)} exists already. Nothing was moved.`, {
      code: "corpus-file-exists",
    });
  }
  await moveAll(adopted, to);
  await rmdir(from).catch(() => undefined);
  return ExitCode.expected;
}

function renamed(entry: CorpusEntry, program: string = entry.program): CorpusEntry {
  return { ...entry, program, token: printToken({ ...parseToken(entry.token), program }) };
}

/**
 * Verifies that a folder beside tests is that of the program in one of the files there, since no test would read it
 * otherwise.
 */
function checkFolder(folder: string, program: string): void {
  const parent = dirname(resolve(folder));
  if (basename(parent) !== CORPUS_FOLDER || !existsSync(dirname(parent))) return;
  const files = readdirSync(dirname(parent));
  if (files.some((file) => folderNameOf(`${file} ${program}`) === basename(resolve(folder)))) return;
  throw new UsageError(
    `${folder} is not the folder of "${program}" in any file of ${dirname(parent)}. Pass the new name of the test or ` +
      "scenario with --program.",
    { code: "other-program" },
  );
}

async function moveAll(adopted: readonly Adopted[], to: string): Promise<void> {
  const folder = createNodeHost().corpusFolder(to);
  for (const { name, path, text } of adopted) {
    const problem = await folder.write(name, text);
    if (problem !== undefined)
      throw new UsageError(`${join(to, name)} cannot be written: ${problem}`, { code: "no-file" });
    await rm(path);
    // The next run that fails writes it under the new name.
    await rm(viewOfEntry(path), { force: true });
    print(`${path} → ${join(to, name)}`);
  }
}

/** The HTML file that a test writes beside its counterexample. */
function viewOfEntry(path: string): string {
  return path.replace(/\.json$/, ".html");
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
    const lines = [path, `${program}: ${error}`, ...(sentence === undefined ? [] : [sentence]), token];
    return lines.map(printable).join("\n  ");
  } catch (error) {
    return isBesideTest(path) ? printable(headline(error).replace(/^UsageError: /, "")) : "";
  }
}

async function readEntry(path: string): Promise<CorpusEntry> {
  const text = await readCorpusFile(path).catch((error: unknown) => {
    const isAbsent = error instanceof Error && "code" in error && error.code === "ENOENT";
    const why = isAbsent ? "" : `: ${headline(error).replace(/^Error: /, "")}`;
    throw new UsageError(`${path} cannot be read${why}.`, {
      code: "no-file",
      cause: error,
    });
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
