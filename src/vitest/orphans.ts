// Tells of corpus folders beside a test file that belong to no test any more, since the test or its file was renamed.

import { readdirSync } from "node:fs";
import { basename, dirname, join, relative } from "node:path";

import { CORPUS_FOLDER, folderNameOf, parseEntry } from "../explore/index.ts";
import { nodeHost, sourceTextOf } from "../host/index.ts";
import { shellWord } from "../report/index.ts";
import type { HoldOptions } from "./exploration.ts";
import { projectOptions } from "./project-options.ts";
import { exploredPrograms, isProgramOf } from "./test-names.ts";
import type { TaskFile } from "./test-names.ts";
import { corpusFolderOf } from "./test-program.ts";

interface TestFile extends TaskFile {
  readonly filepath: string;
}

/** A folder of counterexamples whose test is gone. */
interface Orphan {
  readonly folder: string;
  readonly program: string;
  readonly count: number;
  /** Why it has no owner. */
  readonly why: string;
}

const told = new WeakSet();

/** Prints a note for each orphaned folder, once for each run of a file. */
export async function tellOrphans(file: TestFile, { corpus }: HoldOptions): Promise<void> {
  if (told.has(file) || corpus !== undefined || projectOptions().corpus === false) return;
  told.add(file);
  const lines = (await orphansOf(file)).map((orphan) => `heddle: ${noteOf(orphan, file)}`);
  if (lines.length > 0) console.warn(lines.join("\n"));
}

async function orphansOf(file: TestFile): Promise<readonly Orphan[]> {
  const folder = dirname(file.filepath);
  const own = basename(file.filepath);
  const files = namesIn(folder);
  const orphans: Orphan[] = [];
  for (const name of namesIn(join(folder, CORPUS_FOLDER))) {
    const path = join(folder, CORPUS_FOLDER, name);
    const programs = await programsIn(path);
    const [program] = programs;
    if (program === undefined) continue;
    const owner = files.find((each) => programs.some((one) => folderNameOf(`${each} ${one}`) === name));
    const orphan = { folder: relative(process.cwd(), path), program, count: programs.length };
    if (owner === own && !isProgramOf(file, program)) {
      orphans.push({ ...orphan, why: `which is no test of ${own}` });
    } else if (owner === undefined && isTeller(file, files, program)) {
      orphans.push({ ...orphan, why: `whose file is gone from ${relative(process.cwd(), folder) || "."}` });
    }
  }
  return orphans;
}

/**
 * Whether this file tells of a folder whose file is gone: it has an heir of that name, or no test file there seems to,
 * and it is the first. So each folder is told once in a run of all files.
 */
function isTeller(file: TestFile, files: readonly string[], program: string): boolean {
  if (heirsIn(file).includes(program)) return true;
  const folder = dirname(file.filepath);
  const tests = files.filter((name) => textOf(join(folder, name)).includes("heddle/vitest"));
  const title = program.split(" > ").at(-1) ?? program;
  if (tests.some((name) => textOf(join(folder, name)).includes(title))) return false;
  return tests.length === 0 || tests[0] === basename(file.filepath);
}

/** The text of a source file; empty for any other file. */
function textOf(path: string): string {
  return /\.[cm]?[jt]sx?$/.test(path) ? (sourceTextOf(path) ?? "") : "";
}

async function programsIn(folder: string): Promise<readonly string[]> {
  const files = await nodeHost.corpusFolder(folder).list();
  return files.flatMap((file) => {
    if ("problem" in file) return [];
    try {
      return [parseEntry(file.text).program];
    } catch {
      return [];
    }
  });
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder).toSorted();
  } catch {
    return [];
  }
}

function noteOf({ count, folder, program, why }: Orphan, file: TestFile): string {
  const files = count === 1 ? "a counterexample" : `${count} counterexamples`;
  return `orphaned: ${folder} holds ${files} of "${program}", ${why}; ${adviceFor(folder, program, file)}`;
}

/** The programs of a file that have no counterexamples. */
function heirsIn(file: TestFile): readonly string[] {
  return exploredPrograms(file).filter((name) => namesIn(corpusFolderOf(file.filepath, name)).length === 0);
}

/** The command that gives a folder to the test that most probably has been renamed. */
function adviceFor(folder: string, program: string, file: TestFile): string {
  const heirs = heirsIn(file);
  const commandFor = (heir: string): string => {
    const target = relative(process.cwd(), corpusFolderOf(file.filepath, heir));
    const rename = heir === program ? "" : ` --program ${shellWord(heir)}`;
    return `npx heddle corpus adopt ${shellWord(folder)} ${shellWord(target)}${rename}`;
  };
  if (heirs.includes(program)) return `adopt it: ${commandFor(program)}`;
  const [first, ...others] = heirs;
  if (first === undefined)
    return `delete it, or give it to a test: npx heddle corpus adopt ${shellWord(folder)} <folder>`;
  if (others.length === 0) return `adopt it: ${commandFor(first)}`;
  return ["adopt it for the test that it belongs to:", ...heirs.map(commandFor)].join("\n  ");
}
