// The program that a test explores: its names, its file, and how long it may take.

import { basename, dirname, join, relative } from "node:path";

import { CORPUS_FOLDER, folderNameOf } from "../explore/index.ts";
import { nodeHost } from "../host/index.ts";
import { shellWord } from "../report/index.ts";
import { programName, titlesOf } from "./test-names.ts";
import type { TaskNode } from "./test-names.ts";

/** What the adapter uses of a task of vitest. */
export interface TestTask extends TaskNode {
  readonly timeout: number;
  readonly file: { readonly filepath: string; readonly tasks: readonly TaskNode[] };
}

/** The program that a test explores. */
export interface TestProgram {
  /** The name of the program in tokens: `describe > test`, without the file; with a number where that is not enough. */
  readonly name: string;
  /** Where its counterexamples are kept. */
  readonly corpus: string;
  /** When the test must be over, on the host's clock; `Infinity` when never. */
  readonly deadline: number;
  /** The line to paste into a shell to run one failing execution again. */
  readonly replayCommand: (token: string) => string;
}

/** Which program of a test it is, and how long the test has. */
export interface TestProgramOptions {
  /** Milliseconds that the test may take, if vitest was told more. Default: what vitest was told. */
  readonly timeout?: number | undefined;
  /** When the test began, on the host's clock. Default: now. */
  readonly begin?: number;
  /** The number of the program in its test. Default: 1. */
  readonly program?: number;
}

/** Describes a program of a test that runs. */
export function testProgramOf(task: TestTask, options: TestProgramOptions = {}): TestProgram {
  const { begin = nodeHost.now(), program = 1, timeout = task.timeout } = options;
  const name = programName(task, task.file, program);
  const { filepath } = task.file;
  // vitest matches this against the names joined by spaces, as a regular expression.
  const pattern = titlesOf(task)
    .join(" ")
    .replaceAll(/[\\^$.*+?()[\]{}|]/g, String.raw`\$&`);
  const place = `${shellWord(relative(process.cwd(), filepath))} -t ${shellWord(pattern)}`;
  return {
    name,
    // Tests of one name in two files of one folder are two tests.
    corpus: join(dirname(filepath), CORPUS_FOLDER, folderNameOf(`${basename(filepath)} ${name}`)),
    deadline: timeout > 0 ? begin + timeout : Number.POSITIVE_INFINITY,
    replayCommand: (token) => `HEDDLE_REPLAY=${shellWord(token)} npx vitest run ${place}`,
  };
}
