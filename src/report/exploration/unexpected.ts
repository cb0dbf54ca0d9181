// Why a scenario is not as expected, in one line, for reports that have no room for more.

import { headline } from "../../explore/index.ts";
import type { Explored } from "./explored.ts";
import { doubtLines } from "./doubt-text.ts";
import { unfinishedLines } from "./unfinished.ts";

/** One line that says why the verdict of a scenario is not the expected one. */
export function unexpectedText({ result }: Explored): string {
  if (result.kind === "failed") return headline(result.error);
  const { brokenOff, counterexamples, doubt, isVacuous, verdict } = result.report;
  if (brokenOff !== undefined) return headline(brokenOff);
  const [first] = counterexamples;
  if (first !== undefined) return headline(first.error);
  if (verdict === "passed") return "It passed, but is expected to be violated.";
  if (isVacuous) return "Nothing was tested: no choice ever had two alternatives.";
  if (doubt !== undefined) return `${doubtLines(doubt)[0] ?? ""}.`;
  const [reason = "The time or the executions were spent before it was decided"] = unfinishedLines(result.report);
  return `${reason}.`;
}
