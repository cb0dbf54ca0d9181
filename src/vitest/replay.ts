// The execution that HEDDLE_REPLAY names, run again in its test.

import { ReplayDivergence } from "../errors.ts";
import { replayOn } from "../explore/index.ts";
import type { Program } from "../explore/index.ts";
import { nodeHost } from "../host/index.ts";
import { replayedText } from "../report/index.ts";
import type { ReplayVariables } from "./environment.ts";
import type { HoldOptions } from "./exploration.ts";
import { frameless, replayedFailure } from "./failure.ts";
import type { TestProgram } from "./test-program.ts";

/** What is run again, and for whom. */
export interface ReplayRequest {
  readonly program: Program;
  readonly options: HoldOptions;
  readonly wish: ReplayVariables;
  /** Whether the failure is what the test expects. Then nobody sees its error, and it is told here. */
  readonly isFailureExpected: boolean;
}

/**
 * Runs the execution again.
 * @returns what the test throws; `undefined` when the execution does not fail, which is told
 * @throws ReplayDivergence; UsageError
 */
export async function replayFor(testProgram: TestProgram, request: ReplayRequest): Promise<Error | undefined> {
  const { isFailureExpected, options, program, wish } = request;
  const { checks = [], corpus = testProgram.corpus } = options;
  const { continue: goesOn, token, until } = wish;
  const replaying = replayOn(nodeHost, program, token, {
    name: testProgram.name,
    checks,
    continue: goesOn,
    ...(until === undefined ? {} : { until }),
    ...(corpus === false ? {} : { corpus }),
  });
  const execution = await replaying.catch((error: unknown) => {
    throw error instanceof ReplayDivergence ? frameless(error) : error;
  });
  const failure = replayedFailure(execution);
  if (failure === undefined) console.log(`heddle: ${replayedText(execution)} It does not fail.`);
  else if (isFailureExpected && failure.cause instanceof Error) console.log(failure.cause.message);
  return failure;
}

/** Why a test is skipped whose program is not the one to replay. */
export function skipNote({ program }: ReplayVariables): string {
  return `HEDDLE_REPLAY is of "${program}"`;
}
