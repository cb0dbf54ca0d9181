// What reporters find in `task.meta.heddle`: plain data, so that vitest can carry it from where the tests run.

import type { CorpusReport, Report } from "../explore/index.ts";
import type { ExploredTest } from "./exploration.ts";

/** What the exploration of a test tried and found. */
export interface ExplorationMeta extends Pick<
  Report,
  "verdict" | "executions" | "steps" | "classes" | "unseen" | "unseenError" | "exhausted" | "elapsedMs"
> {
  /** One for each counterexample, the shrunk one where there is one. */
  readonly tokens: readonly string[];
  readonly corpus?: CorpusReport;
  /** Set when HEDDLE_SEED=random drew it. */
  readonly drawnSeed?: string;
}

/** What there is to know of an exploration without its traces. */
export function metaOf({ drawnSeed, report }: ExploredTest): ExplorationMeta {
  const { classes, corpus, counterexamples, elapsedMs, executions, exhausted, steps, unseen, unseenError, verdict } =
    report;
  return {
    verdict,
    executions,
    steps,
    classes,
    unseen,
    unseenError,
    exhausted,
    elapsedMs,
    tokens: counterexamples.map((counterexample) => (counterexample.shrunk ?? counterexample).token),
    ...(corpus === undefined ? {} : { corpus }),
    ...(drawnSeed === undefined ? {} : { drawnSeed }),
  };
}
