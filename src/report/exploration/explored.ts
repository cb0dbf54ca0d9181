// One scenario that was explored, and whether it did what was expected of it.

import type { Report, Scenario } from "../../explore/index.ts";

/** How an exploration ended: with a report, or with an error that no report can describe. */
export type ExplorationResult =
  | { readonly kind: "explored"; readonly report: Report }
  | { readonly kind: "failed"; readonly error: unknown };

/** One scenario that was explored. */
export interface Explored {
  readonly scenario: Pick<Scenario, "name" | "expected" | "summary">;
  /** The file that `replay` must be given to find it again; `undefined` when it is in the catalogue. */
  readonly file: string | undefined;
  readonly result: ExplorationResult;
}

/** Whether Ctrl-C came before there was a verdict. */
export function isCutOff({ result }: Explored): boolean {
  return result.kind === "explored" && result.report.interrupted && result.report.verdict === "undecided";
}

/** Whether the verdict is the expected one. An undecided exploration is never as expected. */
export function isAsExpected({ scenario, result }: Explored): boolean {
  return result.kind === "explored" && result.report.verdict === scenario.expected;
}
