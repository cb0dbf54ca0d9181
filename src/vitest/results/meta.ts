// The metadata for reporters in `task.meta.heddle`: plain data, since vitest sends it from the test's thread or
// process.

import type { CorpusReport, Report } from "../../explore/index.ts";
import type { ExploredTest } from "../exploration.ts";

/** The result of the exploration of a test. */
export interface ExplorationMeta extends Pick<
  Report,
  | "verdict"
  | "executions"
  | "steps"
  | "classes"
  | "newClassProbability"
  | "newClassProbabilityError"
  | "exhausted"
  | "elapsedMs"
> {
  /** The token of each counterexample. */
  readonly tokens: readonly string[];
  /** The results of the corpus. Absent without one. */
  readonly corpus?: CorpusReport;
  /** The seed that was drawn because of HEDDLE_SEED=random. Absent otherwise. */
  readonly drawnSeed?: string;
}

/** The metadata in `task.meta.heddleTest`, known before the test runs. */
export interface HeddleTestMeta {
  /** The name of the scenario that the test explores, and the name in its tokens. Absent for a program. */
  readonly scenario?: string;
}

/** The metadata of an exploration. */
export function metaOf({ drawnSeed, report }: ExploredTest): ExplorationMeta {
  const {
    classes,
    corpus,
    counterexamples,
    elapsedMs,
    executions,
    exhausted,
    steps,
    newClassProbability,
    newClassProbabilityError,
    verdict,
  } = report;
  return {
    verdict,
    executions,
    steps,
    classes,
    newClassProbability,
    newClassProbabilityError,
    exhausted,
    elapsedMs,
    tokens: counterexamples.map(({ token }) => token),
    ...(corpus === undefined ? {} : { corpus }),
    ...(drawnSeed === undefined ? {} : { drawnSeed }),
  };
}
