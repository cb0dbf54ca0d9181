// A file of which HEDDLE_REPLAY replays nothing fails: otherwise a token of a renamed test would pass with everything
// skipped.

import { TestRunner } from "vitest";
import type { RunnerTestCase, RunnerTestFile } from "vitest";

import { frameless } from "../assert/index.ts";
import { UsageError } from "../errors.ts";
import { replayVariablesFrom } from "./environment.ts";
import type { ReplayVariables } from "./environment.ts";
import { skipNote } from "./replay.ts";
import { exploredPrograms, titlesOf } from "./test-names.ts";
import type { TaskFile } from "./test-names.ts";

/** The files in which a program was replayed or skipped, and whether one was replayed. */
const files = new WeakMap<object, { isReplayed: boolean }>();

/** Records that the execution of the token was replayed in a file. */
export function noteReplayed(file: object): void {
  stateOf(file).isReplayed = true;
}

/** Records that a program was skipped. If none is replayed by the end of the file, the file fails. */
export function noteSkipped(file: TaskFile, replayed: ReplayVariables): void {
  const isFirst = !files.has(file);
  const state = stateOf(file);
  if (!isFirst) return;
  TestRunner.getSuiteHooks(file as RunnerTestFile).afterAll.push(() => {
    if (!state.isReplayed) throw frameless(noSuchTest(file, replayed));
  });
}

function stateOf(file: object): { isReplayed: boolean } {
  const state = files.get(file) ?? { isReplayed: false };
  files.set(file, state);
  return state;
}

function noSuchTest(file: TaskFile, { program }: ReplayVariables): UsageError {
  const programs = exploredPrograms(file);
  if (programs.includes(program)) {
    return new UsageError(
      `HEDDLE_REPLAY is for "${program}", whose test did not run: -t, .only or .skip leaves it out.`,
      { code: "not-replayed" },
    );
  }
  const tests = programs.length === 0 ? "" : ` Its tests are: ${programs.map((name) => `"${name}"`).join(", ")}.`;
  return new UsageError(
    `HEDDLE_REPLAY is for "${program}", which is no test of this file.${tests} If it was renamed, adopt its corpus, or ` +
      "explore again; if it is in another file, run only that file.",
    { code: "not-replayed" },
  );
}

interface WorkerState {
  readonly config?: { readonly testNamePattern?: unknown };
}

/** A test that runs although -t leaves out all others, so that the file ends with its hooks; `undefined` if needless. */
type Sentinel = { readonly remove: () => void } | undefined;

const sentinels = new WeakMap<object, { sentinel: Sentinel }>();

/**
 * Must be called after each definition of an exploration. vitest skips a file with its hooks if -t selects none of its
 * tests, so that a token of a renamed test would pass; while no exploration is selected, a test is added that is.
 */
export function watchSelection(): void {
  const replayed = variables();
  const pattern = (globalThis as { readonly __vitest_worker__?: WorkerState })["__vitest_worker__"]?.config
    ?.testNamePattern;
  if (replayed === undefined || !(pattern instanceof RegExp)) return;
  const { file, tasks } = TestRunner.getCurrentSuite();
  if (file === undefined) return;
  const known = sentinels.get(file);
  const isSelected = tasks.some((task) => task.type === "test" && isExploration(task) && selects(pattern, task));
  if (isSelected) {
    known?.sentinel?.remove();
    sentinels.set(file, { sentinel: undefined });
  } else if (known === undefined) {
    sentinels.set(file, { sentinel: addSentinel(pattern, replayed) });
  }
}

function addSentinel(pattern: RegExp, replayed: ReplayVariables): Sentinel {
  const text = pattern.source.replace(/^\^/, "").replace(/\$$/, "").replaceAll(/\\(.)/g, "$1");
  const suite = TestRunner.getCurrentSuite();
  const { tasks } = suite;
  for (const name of [`${text} (HEDDLE_REPLAY)`, text]) {
    suite.test(name, (context) => {
      noteSkipped(context.task.file, replayed);
      context.skip(skipNote(replayed));
    });
    const added = tasks.at(-1);
    const remove = (): void => {
      if (added !== undefined) tasks.splice(tasks.indexOf(added), 1);
    };
    if (added?.type === "test" && selects(pattern, added)) return { remove };
    remove();
  }
  return undefined;
}

function isExploration({ meta }: RunnerTestCase): boolean {
  return meta.heddleTest !== undefined;
}

/** Whether vitest runs a test under -t, which it compares with the titles joined by spaces. */
function selects(pattern: RegExp, task: RunnerTestCase): boolean {
  return titlesOf(task).join(" ").match(pattern) !== null;
}

/** The variables, if they are right; a test reports them otherwise. */
function variables(): ReplayVariables | undefined {
  try {
    return replayVariablesFrom();
  } catch {
    return undefined;
  }
}
