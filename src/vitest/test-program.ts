// The program of a test: its names, its files, its timeout and its deadline.

import { basename, dirname, join, relative } from "node:path";

import { TestRunner } from "vitest";

import { CORPUS_FOLDER, folderNameOf } from "../explore/index.ts";
import { nodeHost } from "../host/index.ts";
import { shellWord } from "../report/index.ts";
import { programName, titlesOf } from "./test-names.ts";
import type { TaskNode } from "./test-names.ts";

/** The part of vitest's task that is used here. */
export interface TestTask extends TaskNode {
  /** Milliseconds; 0 for none. */
  readonly timeout: number;
  /** Its file: the `filepath`, and the `tasks` in it. */
  readonly file: { readonly filepath: string; readonly tasks: readonly TaskNode[] };
}

/** The program that a test explores. */
export interface TestProgram {
  /**
   * The name of the program in tokens: that of its scenario, or `describe > test`, without the file; with a number if
   * that is not unique.
   */
  readonly name: string;
  /** The folder of its counterexamples. */
  readonly corpus: string;
  /** When the test must end, on the host's clock; `Infinity` without a timeout. */
  readonly deadline: number;
  /** The shell command that replays a failing execution. */
  readonly replayCommand: (token: string) => string;
}

/** The number of a program in its test, and the timeout of the test. */
export interface TestProgramOptions {
  /** The test's own timeout in milliseconds, if vitest's is longer. Default: vitest's. */
  readonly timeout?: number | undefined;
  /** The start of the test on the host's clock. Default: now. */
  readonly begin?: number;
  /** The number of the program in its test. Default: 1. */
  readonly program?: number;
  /** The name of the program, if it is a scenario that a matcher got. Default: by the test and the number. */
  readonly name?: string | undefined;
}

/** Describes a program of a running test. */
export function testProgramOf(task: TestTask, options: TestProgramOptions = {}): TestProgram {
  const { begin = nodeHost.now(), program = 1, timeout = task.timeout } = options;
  const name = options.name ?? programName(task, task.file, program);
  const { filepath } = task.file;
  // vitest matches this as a regular expression against the titles joined by spaces.
  const pattern = titlesOf(task)
    .join(" ")
    .replaceAll(/[\\^$.*+?()[\]{}|]/g, String.raw`\$&`);
  const selection = `${shellWord(relative(process.cwd(), filepath))} -t ${shellWord(pattern)}`;
  return {
    name,
    corpus: corpusFolderOf(filepath, name),
    deadline: timeout > 0 ? begin + timeout : Number.POSITIVE_INFINITY,
    replayCommand: (token) => `HEDDLE_REPLAY=${shellWord(token)} npx vitest run ${selection}`,
  };
}

/** The folder for the counterexamples of a program of a test file, beside that file. */
export function corpusFolderOf(filepath: string, program: string): string {
  // Includes the file name, since two files of one folder may have tests with the same name.
  return join(dirname(filepath), CORPUS_FOLDER, folderNameOf(`${basename(filepath)} ${program}`));
}

// The timeout that a test inherits is determined when the test is registered. vitest exposes that of the config nowhere
// else before the test runs; if a release stores it differently, tests without their own timeout get no grace period.
interface WorkerState {
  readonly config?: { readonly testTimeout?: unknown };
}

/** The timeout in milliseconds of a test without its own; `undefined` if it cannot be determined. */
export function inheritedTimeout(): number | undefined {
  return suiteTimeout() ?? configuredTimeout();
}

/** The timeout of the current suite, which vitest passes on to nested suites. */
function suiteTimeout(): number | undefined {
  return TestRunner.getCurrentSuite().options?.timeout;
}

function configuredTimeout(): number | undefined {
  const state = (globalThis as { readonly __vitest_worker__?: WorkerState })["__vitest_worker__"];
  const timeout = state?.config?.testTimeout;
  return typeof timeout === "number" ? timeout : undefined;
}
