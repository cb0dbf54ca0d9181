// The attempts at a test that calls matchers: when each began, and how many programs it has had. vitest runs a test once
// more for `retry` and `repeats`, and the programs count from one again.

import { nodeHost } from "../host/index.ts";

/** What vitest says of a test that runs. */
export interface RunningTask {
  readonly result?: {
    /** When the first attempt began, before the hooks of the test; milliseconds since 1970. */
    readonly startTime?: number;
    readonly retryCount?: number;
    readonly repeatCount?: number;
  };
}

/** One attempt at a test. */
interface Attempt {
  readonly key: string;
  /** When it began, on the host's clock; for a later attempt, when its first matcher was called. */
  readonly begin: number;
  programs: number;
}

/** Counts the programs of tests. */
export interface Attempts {
  /** The number of the next program of a test, from 1, and when the attempt began. */
  next(task: RunningTask): { readonly program: number; readonly begin: number };
}

/** The clock of `startTime`, whatever fake timers a test installs. */
const RealDate = Date;

/** Makes a count for the tests of a file. */
export function createAttempts(): Attempts {
  const attempts = new WeakMap<RunningTask, Attempt>();
  return {
    next(task) {
      const key = keyOf(task);
      let attempt = attempts.get(task);
      if (attempt?.key !== key) {
        attempt = { key, begin: nodeHost.now() - elapsedOf(task), programs: 0 };
        attempts.set(task, attempt);
      }
      attempt.programs += 1;
      return { program: attempt.programs, begin: attempt.begin };
    },
  };
}

const FIRST = "0 0";

function keyOf({ result: { repeatCount = 0, retryCount = 0 } = {} }: RunningTask): string {
  return `${repeatCount} ${retryCount}`;
}

/** Milliseconds since the test began, of a first attempt; of a later one vitest does not say. */
function elapsedOf(task: RunningTask): number {
  const startTime = task.result?.startTime;
  if (startTime === undefined || keyOf(task) !== FIRST) return 0;
  return Math.max(0, RealDate.now() - startTime);
}
