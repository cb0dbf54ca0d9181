// Explorations for reports: a passed one and a failed one.

import type {
  Counterexample,
  Failure,
  PassedReport,
  Report,
  UndecidedReport,
  ViolatedReport,
} from "../../src/explore/index.ts";
import type { Explored } from "../../src/report/index.ts";
import { trace } from "./steps.ts";

/** A passed exploration. */
export const PASSED: PassedReport = {
  verdict: "passed",
  executions: 2_000,
  steps: 8_000,
  classes: 20,
  newClassProbability: 0.0125,
  newClassProbabilityError: 0.0025,
  strategies: [
    {
      strategy: "random",
      executions: 2_000,
      classes: 20,
      newClassProbability: 0.0125,
      newClassProbabilityError: 0.0025,
    },
  ],
  failureRateBound: 0.0015,
  exhausted: false,
  redundant: 0,
  estimatedTotal: undefined,
  basis: { state: "objects", draws: "none", time: "competing", signals: "pairwise" },
  doubt: undefined,
  brokenOff: undefined,
  proof: undefined,
  unfinished: [],
  undecided: 0,
  isVacuous: false,
  isSequential: false,
  interrupted: false,
  elapsedMs: 500,
  counterexamples: [],
  corpus: undefined,
  leaks: [],
  leftOpen: [],
  unawaited: [],
};

/** The same, but undecided. */
export const UNDECIDED: UndecidedReport = {
  ...PASSED,
  verdict: "undecided",
  failureRateBound: undefined,
  proof: undefined,
};

function counterexample(error: unknown): Counterexample {
  const failure: Failure = {
    error,
    outcome: { kind: "violated", error, actor: "main" },
    signature: "Error in main",
    token: "h2:race:plan::0:pc7ps:aaaaaaaa:bbbb",
    steps: 1,
    switches: 1,
    deviations: [],
    trace: trace({}),
  };
  return { ...failure, index: 6, original: failure, explanation: undefined, reruns: 0, isMinimal: false };
}

/** An explored scenario. */
export function explored(expected: "passed" | "violated", report: Report, file?: string): Explored {
  return { scenario: { name: "race", summary: "one", expected }, file, result: { kind: "explored", report } };
}

/** An exploration that found a failure in its seventh execution. */
export const failing = (error: unknown): ViolatedReport => ({
  ...PASSED,
  verdict: "violated",
  executions: 7,
  failureRateBound: undefined,
  proof: undefined,
  counterexamples: [counterexample(error)],
});
