// An explored scenario and whether its verdict is the expected one.

import type { Report, Scenario } from "../../explore/index.ts";

/** The result of an exploration: a `report`, or an `error` that no report can describe. */
export type ExplorationResult =
  | { readonly kind: "explored"; readonly report: Report }
  | { readonly kind: "failed"; readonly error: unknown };

/** An explored scenario. */
export interface Explored {
  /** What was explored. */
  readonly scenario: Pick<Scenario, "name" | "expected" | "summary">;
  /** The file to pass to `replay` to find the scenario; `undefined` when it is in the catalog. */
  readonly file: string | undefined;
  /** What came of it. */
  readonly result: ExplorationResult;
}

/** Whether Ctrl-C interrupted the exploration before there was a verdict. */
export function isCutOff({ result }: Explored): boolean {
  return result.kind === "explored" && result.report.interrupted && result.report.verdict === "undecided";
}

/** Whether the verdict is the expected one. An undecided verdict never is. */
export function isAsExpected({ scenario, result }: Explored): boolean {
  return result.kind === "explored" && result.report.verdict === scenario.expected;
}
