// The attempts of a test that uses matchers, with their start times and the number of programs so far. vitest runs a
// test again for `retry` and `repeats`, and the programs of each attempt are numbered from one.

import { nodeHost } from "../host/index.ts";

/** The part of vitest's running task that is used here. */
export interface RunningTask {
  /** The state of the run: `startTime`, `retryCount` and `repeatCount`. Absent before it begins. */
  readonly result?: {
    /** The start of the first attempt, before the hooks of the test; milliseconds since 1970. */
    readonly startTime?: number;
    readonly retryCount?: number;
    readonly repeatCount?: number;
  };
}

/** One attempt of a test. */
interface Attempt {
  readonly key: string;
  /** Its start on the host's clock; for a later attempt, the time of its first matcher call. */
  readonly begin: number;
  programs: number;
}

/** Counts the programs of test attempts. */
export interface Attempts {
  /**
   * The number of the next program of a test, from 1, and the start of the attempt.
   * @param isNamed whether the program has a name of its own; then it takes no number
   */
  next(task: RunningTask, isNamed: boolean): { readonly program: number; readonly begin: number };
}

/** The clock of `startTime`, unaffected by fake timers of a test. */
const RealDate = Date;

/** Creates a counter for the tests of a file. */
export function createAttempts(): Attempts {
  const attempts = new WeakMap<RunningTask, Attempt>();
  return {
    next(task, isNamed) {
      const key = keyOf(task);
      let attempt = attempts.get(task);
      if (attempt?.key !== key) {
        attempt = { key, begin: nodeHost.now() - elapsedOf(task), programs: 0 };
        attempts.set(task, attempt);
      }
      if (!isNamed) attempt.programs += 1;
      return { program: attempt.programs, begin: attempt.begin };
    },
  };
}

const FIRST = "0 0";

function keyOf({ result: { repeatCount = 0, retryCount = 0 } = {} }: RunningTask): string {
  return `${repeatCount} ${retryCount}`;
}

/** Milliseconds since the start of a first attempt; 0 for later ones, whose start vitest does not report. */
function elapsedOf(task: RunningTask): number {
  const startTime = task.result?.startTime;
  if (startTime === undefined || keyOf(task) !== FIRST) return 0;
  return Math.max(0, RealDate.now() - startTime);
}
