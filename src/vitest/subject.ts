// The test that explores: its names, its file, and how long it may take.

import { basename, dirname, join, relative } from "node:path";

import { CORPUS_FOLDER, folderNameOf } from "../corpus/index.ts";
import { nodeHost } from "../host/index.ts";
import { shellWord } from "../report/index.ts";

/** What the adapter uses of a task of vitest. */
export interface TestTask {
  readonly name: string;
  readonly timeout: number;
  readonly file: { readonly filepath: string };
  readonly suite?: Suite | undefined;
}

interface Suite {
  readonly name: string;
  readonly suite?: Suite | undefined;
}

/** The test that explores. */
export interface Subject {
  /** The name of the program in tokens: `describe > test`, without the file. */
  readonly name: string;
  /** Where its counterexamples are kept. */
  readonly corpus: string;
  /** When the test must be over, on the host's clock; `Infinity` when never. */
  readonly deadline: number;
  /** The line to paste into a shell to run one failing execution again. */
  readonly replayCommand: (token: string) => string;
}

/**
 * Describes a test that begins now.
 * @param timeout milliseconds that it may take, if vitest was told more
 */
export function subjectOf(task: TestTask, timeout: number = task.timeout): Subject {
  const titles = titlesOf(task);
  const name = titles.join(" > ");
  const { filepath } = task.file;
  // vitest matches this against the names joined by spaces, as a regular expression.
  const pattern = titles.join(" ").replaceAll(/[\\^$.*+?()[\]{}|]/g, String.raw`\$&`);
  const place = `${shellWord(relative(process.cwd(), filepath))} -t ${shellWord(pattern)}`;
  return {
    name,
    // Tests of one name in two files of one folder are two tests.
    corpus: join(dirname(filepath), CORPUS_FOLDER, folderNameOf(`${basename(filepath)} ${name}`)),
    deadline: timeout > 0 ? nodeHost.now() + timeout : Number.POSITIVE_INFINITY,
    replayCommand: (token) => `HEDDLE_REPLAY=${shellWord(token)} npx vitest run ${place}`,
  };
}

function titlesOf(task: TestTask): readonly string[] {
  const titles = [task.name];
  for (let suite = task.suite; suite !== undefined; suite = suite.suite) {
    if (suite.name !== "") titles.unshift(suite.name);
  }
  return titles;
}
