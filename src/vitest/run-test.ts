// One `test.explore`: explores, or replays the execution that HEDDLE_REPLAY names; fails, or says in a line what it did.

import type { TestContext } from "vitest";

import { InternalError, ReplayDivergence, UncontrolledNondeterminism, UsageError } from "../errors.ts";
import { headline, replayOn } from "../explore/index.ts";
import type { CorpusReport, Program } from "../explore/index.ts";
import { nodeHost } from "../host/index.ts";
import { corpusLines, replayedText, reportLine } from "../report/index.ts";
import { replayWishFrom } from "./environment.ts";
import type { ReplayWish } from "./environment.ts";
import { exploreFor } from "./exploration.ts";
import type { Explored, HoldOptions } from "./exploration.ts";
import { failureOf, frameless, isInterleaving, replayedFailure, Undecided } from "./failure.ts";
import { metaOf } from "./meta.ts";
import { subjectOf } from "./subject.ts";
import type { Subject } from "./subject.ts";

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
  const subject = subjectOf(context.task, body.timeout);
  const wish = replayWishFrom();
  if (wish !== undefined) {
    await replayTest(context, subject, { ...body, wish });
    return;
  }
  const explored = await exploreFor(subject, body.program, body.options, context.signal);
  context.task.meta.heddle = metaOf(explored);
  const failure = failureOf(explored, subject);
  tell(explored, failure === undefined);
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

async function replayTest(
  context: TestContext,
  subject: Subject,
  { options, program, wish }: TestBody & { readonly wish: ReplayWish },
): Promise<void> {
  if (wish.program !== subject.name) context.skip(`HEDDLE_REPLAY is of "${wish.program}"`);
  const { checks = [], corpus = subject.corpus } = options;
  const { continue: goesOn, token, until } = wish;
  const replaying = replayOn(nodeHost, program, token, {
    name: subject.name,
    checks,
    continue: goesOn,
    ...(until === undefined ? {} : { until }),
    ...(corpus === false ? {} : { corpus }),
  });
  const execution = await replaying.catch((error: unknown) => {
    throw error instanceof ReplayDivergence ? frameless(error) : error;
  });
  const failure = replayedFailure(execution);
  if (failure === undefined) {
    console.log(`heddle: ${replayedText(execution)} It does not fail.`);
    return;
  }
  // Nobody sees the error of a test that is expected to fail.
  if (context.task.fails === true && failure.cause instanceof Error) console.log(failure.cause.message);
  throw failure;
}

/** What has to be seen whatever the reporter: what somebody must do something about. */
function tell({ drawnSeed, report }: Explored, isPassed: boolean): void {
  if (drawnSeed !== undefined) console.log(`heddle: seed ${drawnSeed}`);
  // Under a failing test it stands in the report.
  if (!isPassed || report.corpus === undefined) return;
  const lines = corpusLines(onlyNews(report.corpus));
  if (lines.length > 0) console.warn(lines.map((line) => `heddle: ${line}`).join("\n"));
}

/** A regression schedule that passes is no news after the first time. */
function onlyNews(corpus: CorpusReport): CorpusReport {
  return { ...corpus, replayed: corpus.replayed.filter(({ isNews, state }) => isNews || state !== "fixed") };
}

function lineOf({ report }: Explored): string {
  const fixed = report.corpus?.replayed.filter(({ isNews, state }) => state === "fixed" && !isNews) ?? [];
  const kept = report.corpus === undefined ? [] : corpusLines({ ...report.corpus, replayed: fixed, unsaved: [] });
  return [reportLine(report), ...kept].join("\n");
}
