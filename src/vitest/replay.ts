// Replays the execution given by HEDDLE_REPLAY in its test.

import { ReplayDivergence } from "../errors.ts";
import { replayOn } from "../explore/index.ts";
import type { Program } from "../explore/index.ts";
import { nodeHost } from "../host/index.ts";
import { frameless, replayedFailure } from "../assert/index.ts";
import { replayedText } from "../report/index.ts";
import type { ReplayVariables } from "./environment.ts";
import type { HoldOptions } from "./exploration.ts";
import type { TestProgram } from "./test-program.ts";

/** The execution to replay. */
export interface ReplayRequest {
  readonly program: Program;
  readonly options: HoldOptions;
  readonly replayed: ReplayVariables;
  /** Whether the test expects the failure. Then vitest does not show the error, and the replay is printed here. */
  readonly isFailureExpected: boolean;
}

/**
 * Replays an execution.
 * @returns the error to throw; `undefined` if the execution does not fail, which is printed
 * @throws ReplayDivergence; UsageError
 */
export async function replayFor(testProgram: TestProgram, request: ReplayRequest): Promise<Error | undefined> {
  const { isFailureExpected, options, program, replayed } = request;
  const { checks = [], corpus = testProgram.corpus, reset } = options;
  const { continue: continues, token, until } = replayed;
  const replaying = replayOn(nodeHost, program, token, {
    name: testProgram.name,
    checks,
    ...(reset === undefined ? {} : { reset }),
    continue: continues,
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

/** Why a test with another program is skipped. */
export function skipNote({ program }: ReplayVariables): string {
  return `HEDDLE_REPLAY is for "${program}"`;
}
