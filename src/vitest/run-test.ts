// Runs one `test.explore`: explores its program, or replays the execution given by HEDDLE_REPLAY.

import type { TestContext } from "vitest";

import { InternalError, ReplayDivergence, UncontrolledNondeterminism, UsageError } from "../errors.ts";
import { headline } from "../explore/index.ts";
import type { Program } from "../explore/index.ts";
import { isInterleaving, Undecided } from "../assert/index.ts";
import { withOwnAssertions } from "./assertions.ts";
import { replayVariablesFrom } from "./environment.ts";
import { exploreFor, failureFor } from "./exploration.ts";
import type { HoldOptions } from "./exploration.ts";
import { metaOf } from "./results/meta.ts";
import { replayFor, skipNote } from "./replay.ts";
import { testProgramOf } from "./test-program.ts";
import { lineOf, printNotes } from "./results/notes.ts";
import { tellOrphans } from "./orphans.ts";
import { attachView } from "./results/view-file.ts";
import { noteReplayed, noteSkipped } from "./replayed-file.ts";

/** The body of a `test.explore`. */
export interface TestBody {
  readonly program: Program;
  readonly options: HoldOptions;
  /** Its own timeout in milliseconds, if vitest's is longer. */
  readonly timeout: number | undefined;
}

/** Runs the test of `context`. */
export async function runTest(context: TestContext, body: TestBody): Promise<void> {
  if (context.task.fails !== true) return runPlainTest(context, body);
  try {
    // Expected failures are not saved.
    await runPlainTest(context, { ...body, options: { corpus: false, view: false, ...body.options } });
  } catch (error) {
    if (!isNoFinding(error)) throw error;
    // Only a counterexample is an expected failure. Without an error vitest reports that the failure is missing.
    console.error(`heddle: ${headline(error)}`);
  }
}

async function runPlainTest(context: TestContext, body: TestBody): Promise<void> {
  const testProgram = testProgramOf(context.task, { timeout: body.timeout });
  const replayed = replayVariablesFrom();
  if (replayed !== undefined) {
    if (replayed.program !== testProgram.name) {
      noteSkipped(context.task.file, replayed);
      context.skip(skipNote(replayed));
    }
    noteReplayed(context.task.file);
    const isFailureExpected = context.task.fails === true;
    const failed = await withOwnAssertions(context.task, body, (program, options) =>
      replayFor(testProgram, { options, program, replayed, isFailureExpected }),
    );
    if (failed !== undefined) throw failed;
    return;
  }
  await tellOrphans(context.task.file, body.options);
  const explored = await withOwnAssertions(context.task, body, (program, options) =>
    exploreFor(testProgram, program, options, context.signal),
  );
  context.task.meta.heddle = metaOf(explored);
  const failure = failureFor(explored, testProgram);
  printNotes(explored, failure === undefined);
  if (failure !== undefined) {
    await attachView(context, explored.view);
    throw failure;
  }
  await context.annotate(lineOf(explored), "heddle");
}

/** Whether an error is about the exploration and not about the program. */
function isNoFinding(error: unknown): boolean {
  if (error instanceof Error && isInterleaving(error.cause)) return false;
  return [InternalError, ReplayDivergence, UncontrolledNondeterminism, Undecided, UsageError].some(
    (kind) => error instanceof kind,
  );
}
