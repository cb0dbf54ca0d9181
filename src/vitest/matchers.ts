// The matcher `expect(program).toHold()`, which explores a program or a scenario within a test.

import type { TestContext } from "vitest";

import { UsageError } from "../errors.ts";
import { headline } from "../explore/index.ts";
import { isScenario } from "../explore/index.ts";
import type { Program, Subject } from "../explore/index.ts";
import { reportLine } from "../report/index.ts";
import { withOwnAssertions } from "./assertions.ts";
import { createAttempts } from "./attempts.ts";
import type { RunningTask } from "./attempts.ts";
import { replayVariablesFrom } from "./environment.ts";
import type { ReplayVariables } from "./environment.ts";
import { exploreFor, failureFor } from "./exploration.ts";
import type { HoldOptions } from "./exploration.ts";
import { replayFor, skipNote } from "./replay.ts";
import { testProgramOf } from "./test-program.ts";
import type { TestProgram, TestTask } from "./test-program.ts";
import { attachView } from "./results/view-file.ts";
import { printNotes } from "./results/notes.ts";
import { noteReplayed, noteSkipped } from "./replayed-file.ts";
import { hasProgram, isProgramOf } from "./test-names.ts";

/** The part of vitest's matcher context that is used here: whether `.not` was written (`isNot`), and the `task`. */
interface MatcherContext {
  readonly isNot?: boolean;
  readonly task?: MatcherTask;
}

/** The part of a running test that is used here. */
interface MatcherTask extends TestTask, RunningTask {
  /** The context of the test. */
  readonly context: Pick<TestContext, "annotate" | "signal" | "skip">;
}

/** The result of a matcher: whether it holds (`pass`), and the `message` if that is not expected. */
interface MatcherResult {
  readonly pass: boolean;
  readonly message: () => string;
}

const attempts = createAttempts();

/** Matchers for `expect.extend(heddleMatchers)`. */
export const heddleMatchers: {
  toHold(this: MatcherContext, subject: unknown, options?: HoldOptions): Promise<MatcherResult>;
} = {
  /**
   * Explores the program, or the scenario with its options; fails if an execution fails or if there is no verdict.
   * Counterexamples are only saved if `corpus` is set.
   * @throws UsageError (`no-program`, `no-test`, and for invalid options)
   */
  async toHold(subject, options = {}) {
    if (typeof subject !== "function" && !isScenario(subject)) {
      throw new UsageError("expect(program).toHold() expects a program, an async function, or a scenario.", {
        code: "no-program",
      });
    }
    if (this.task === undefined) {
      throw new UsageError("expect(program).toHold() must be called inside a test.", { code: "no-test" });
    }
    return hold(this.task, { ...requestOf(subject as Subject, options), isNot: this.isNot });
  },
};

interface HoldRequest {
  readonly program: Program;
  /** The name of the scenario, if it is one. */
  readonly scenario: string | undefined;
  readonly options: HoldOptions;
  /** Whether the matcher is negated with `.not`. */
  readonly isNot: boolean | undefined;
}

function requestOf(subject: Subject, options: HoldOptions): Omit<HoldRequest, "isNot"> {
  if (!isScenario(subject)) return { program: subject, scenario: undefined, options: { corpus: false, ...options } };
  const { name, options: own, program } = subject;
  return { program, scenario: name, options: { corpus: false, ...own, ...options } };
}

async function hold(task: MatcherTask, request: HoldRequest): Promise<MatcherResult> {
  const { isNot = false, scenario } = request;
  const testProgram = testProgramOf(task, { ...attempts.next(task, scenario !== undefined), name: scenario });
  const replayed = replayVariablesFrom();
  if (replayed !== undefined) {
    if (replayed.program !== testProgram.name) return skipProgram(task, testProgram, replayed, isNot);
    noteReplayed(task.file);
    const failed = await withOwnAssertions(task, request, (program, options) =>
      replayFor(testProgram, { options, program, replayed, isFailureExpected: isNot }),
    );
    return resultOf(failed, "in this execution");
  }
  const explored = await withOwnAssertions(task, request, (program, options) =>
    exploreFor(testProgram, program, isNot ? { view: false, ...options } : options, task.context.signal),
  );
  const failure = failureFor(explored, testProgram);
  if (!isNot) await attachView(task.context, explored.view);
  printNotes(explored, failure === undefined);
  return resultOf(failure, reportLine(explored.report));
}

/**
 * Skips a program that is not the one to replay. If another test has it, this test is skipped; otherwise the program
 * succeeds, since a scenario may follow whose name is not known yet.
 */
function skipProgram(
  task: MatcherTask,
  { name }: TestProgram,
  replayed: ReplayVariables,
  isNot: boolean,
): MatcherResult {
  noteSkipped(task.file, replayed);
  const isOfOther = isProgramOf(task.file, replayed.program) && !hasProgram(task, task.file, replayed.program);
  if (isOfOther) task.context.skip(skipNote(replayed));
  console.log(`heddle: "${name}" was skipped: ${skipNote(replayed)}`);
  return { pass: !isNot, message: () => skipNote(replayed) };
}

function resultOf(failure: Error | undefined, explored: string): MatcherResult {
  if (failure === undefined) {
    return { pass: true, message: () => `expected the program to fail, but it holds: ${explored}` };
  }
  const cause = failure.cause instanceof Error ? `\n\n${failure.cause.message}` : "";
  return { pass: false, message: () => `expected the program to hold\n\n${headline(failure)}${cause}` };
}
