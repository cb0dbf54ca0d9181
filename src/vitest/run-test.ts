// One `test.explore`: explores, or replays the execution that HEDDLE_REPLAY names; fails, or says in a line what it did.

import type { TestContext } from "vitest";

import { InternalError, ReplayDivergence, UncontrolledNondeterminism, UsageError } from "../errors.ts";
import { headline } from "../explore/index.ts";
import type { Program } from "../explore/index.ts";
import { replayVariablesFrom } from "./environment.ts";
import { exploreFor } from "./exploration.ts";
import type { HoldOptions } from "./exploration.ts";
import { failureOf, isInterleaving, Undecided } from "./failure.ts";
import { metaOf } from "./meta.ts";
import { replayFor, skipNote } from "./replay.ts";
import { testProgramOf } from "./test-program.ts";
import { lineOf, printNotes } from "./notes.ts";

/** An exploration as a test. */
export interface TestBody {
  readonly program: Program;
  readonly options: HoldOptions;
  /** Milliseconds that it may take, if vitest was told more. */
  readonly timeout: number | undefined;
}

/** Runs the test that `context` is of. */
export async function runTest(context: TestContext, body: TestBody): Promise<void> {
  if (context.task.fails !== true) return runPlainTest(context, body);
  try {
    // What is known to fail is no news to be kept.
    await runPlainTest(context, { ...body, options: { corpus: false, ...body.options } });
  } catch (error) {
    if (!isNoFinding(error)) throw error;
    // Only a counterexample is the failure that was expected. Without an error vitest says that it did not come.
    console.error(`heddle: ${headline(error)}`);
  }
}

async function runPlainTest(context: TestContext, body: TestBody): Promise<void> {
  const testProgram = testProgramOf(context.task, { timeout: body.timeout });
  const wish = replayVariablesFrom();
  if (wish !== undefined) {
    if (wish.program !== testProgram.name) context.skip(skipNote(wish));
    const { options, program } = body;
    const failed = await replayFor(testProgram, {
      options,
      program,
      wish,
      isFailureExpected: context.task.fails === true,
    });
    if (failed !== undefined) throw failed;
    return;
  }
  const explored = await exploreFor(testProgram, body.program, body.options, context.signal);
  context.task.meta.heddle = metaOf(explored);
  const failure = failureOf(explored, testProgram);
  printNotes(explored, failure === undefined);
  if (failure !== undefined) throw failure;
  await context.annotate(lineOf(explored), "heddle");
}

/** Whether an error says something of the exploration and nothing of the program. */
function isNoFinding(error: unknown): boolean {
  if (error instanceof Error && isInterleaving(error.cause)) return false;
  return [InternalError, ReplayDivergence, UncontrolledNondeterminism, Undecided, UsageError].some(
    (kind) => error instanceof kind,
  );
}
