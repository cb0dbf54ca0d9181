// Explorations for reports: a passed one and a failed one.

import type { Counterexample, Report } from "../../src/explore/index.ts";
import type { Explored } from "../../src/report/index.ts";
import { trace } from "./steps.ts";

/** A passed exploration. */
export const PASSED: Report = {
  verdict: "passed",
  executions: 2_000,
  steps: 8_000,
  classes: 20,
  unseen: 0.0125,
  unseenError: 0.0025,
  strategies: [{ strategy: "random", executions: 2_000, classes: 20, unseen: 0.0125, unseenError: 0.0025 }],
  bound: 0.0015,
  exhausted: false,
  blocked: 0,
  estimate: undefined,
  unfinished: [],
  undecided: 0,
  vacuous: false,
  interrupted: false,
  elapsedMs: 500,
  counterexamples: [],
  corpus: undefined,
  leaks: [],
};

function counterexample(error: unknown): Counterexample {
  return {
    error,
    outcome: { kind: "violated", error, actor: "main" },
    signature: "Error in main",
    token: "h2:race:plan::0:pc7ps:aaaaaaaa:bbbb",
    index: 6,
    steps: 1,
    switches: 1,
    deviations: [],
    shrunk: undefined,
    trace: trace({}),
  };
}

/** An explored scenario. */
export function explored(expected: "passed" | "violated", report: Report, file?: string): Explored {
  return { scenario: { name: "race", summary: "one", expected }, file, result: { kind: "explored", report } };
}

/** An exploration that found a failure in its seventh execution. */
export const failing = (error: unknown): Report => ({
  ...PASSED,
  verdict: "violated",
  executions: 7,
  bound: undefined,
  counterexamples: [counterexample(error)],
});
