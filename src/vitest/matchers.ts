// `expect(program).toHold()`: an exploration in the middle of a test.

import type { TestContext } from "vitest";

import { UsageError } from "../errors.ts";
import { headline } from "../explore/index.ts";
import type { Program } from "../explore/index.ts";
import { reportLine } from "../report/index.ts";
import { createAttempts } from "./attempts.ts";
import type { RunningTask } from "./attempts.ts";
import { replayVariablesFrom } from "./environment.ts";
import type { ReplayVariables } from "./environment.ts";
import { exploreFor } from "./exploration.ts";
import type { HoldOptions } from "./exploration.ts";
import { failureOf } from "./failure.ts";
import { replayFor, skipNote } from "./replay.ts";
import { testProgramOf } from "./test-program.ts";
import type { TestProgram, TestTask } from "./test-program.ts";
import { printNotes } from "./notes.ts";
import { hasProgram } from "./test-names.ts";

/** What vitest tells a matcher. */
interface MatcherContext {
  readonly isNot?: boolean;
  readonly task?: MatcherTask;
}

interface MatcherTask extends TestTask, RunningTask {
  readonly context: Pick<TestContext, "signal" | "skip">;
}

/** What a matcher tells vitest. */
interface MatcherResult {
  readonly pass: boolean;
  readonly message: () => string;
}

const attempts = createAttempts();

/** Matchers for `expect.extend(heddleMatchers)`. */
export const heddleMatchers: {
  toHold(this: MatcherContext, program: unknown, options?: HoldOptions): Promise<MatcherResult>;
} = {
  /**
   * Explores the program; fails when an execution breaks a rule, and when there is no verdict. Nothing is kept unless
   * `corpus` says where.
   * @throws UsageError (`no-program`, `no-test`) and for wrong options
   */
  async toHold(program, options = {}) {
    if (typeof program !== "function") {
      throw new UsageError("expect(program).toHold() takes a program, an async function.", { code: "no-program" });
    }
    if (this.task === undefined) {
      throw new UsageError("expect(program).toHold() belongs inside a test.", { code: "no-test" });
    }
    return hold(this.task, { program: program as Program, options: { corpus: false, ...options }, isNot: this.isNot });
  },
};

interface Held {
  readonly program: Program;
  readonly options: HoldOptions;
  /** Whether the test says `.not`. */
  readonly isNot: boolean | undefined;
}

async function hold(task: MatcherTask, { isNot = false, options, program }: Held): Promise<MatcherResult> {
  const testProgram = testProgramOf(task, attempts.next(task));
  const wish = replayVariablesFrom();
  if (wish !== undefined) {
    if (wish.program !== testProgram.name) return passOver(task, testProgram, wish, isNot);
    const failed = await replayFor(testProgram, { options, program, wish, isFailureExpected: isNot });
    return resultOf(failed, "in this execution");
  }
  const explored = await exploreFor(testProgram, program, options, task.context.signal);
  const failure = failureOf(explored, testProgram);
  printNotes(explored, failure === undefined);
  return resultOf(failure, reportLine(explored.report));
}

/** Beside the program to replay the others of its test do what the test expects. Any other test is skipped. */
function passOver(task: MatcherTask, { name }: TestProgram, wish: ReplayVariables, isNot: boolean): MatcherResult {
  if (!hasProgram(task, task.file, wish.program)) task.context.skip(skipNote(wish));
  console.log(`heddle: "${name}" was passed over: ${skipNote(wish)}`);
  return { pass: !isNot, message: () => skipNote(wish) };
}

function resultOf(failure: Error | undefined, tried: string): MatcherResult {
  if (failure === undefined) {
    return { pass: true, message: () => `expected the program to fail, but it holds: ${tried}` };
  }
  const cause = failure.cause instanceof Error ? `\n\n${failure.cause.message}` : "";
  return { pass: false, message: () => `expected the program to hold\n\n${headline(failure)}${cause}` };
}
