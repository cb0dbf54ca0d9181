// Why an exploration came to no verdict, and what to do about it, for those who gave it options in code.

import type { Report } from "../../explore/index.ts";
import { unfinishedLines } from "./unfinished.ts";

/** Why the verdict is `undecided`. */
export function undecidedText(report: Report): string {
  const { estimate, executions, interrupted, undecided, vacuous } = report;
  if (interrupted) return `the exploration was interrupted after ${counted(executions)}`;
  if (vacuous) {
    return (
      `nothing was tested: in ${counted(executions)} no choice ever had two alternatives, so all went the same way. ` +
      "Spawn at least two actors that act on something they share, and wait for both."
    );
  }
  if (undecided > 0) return unfinishedLines(report).map(asOption).join("\n");
  if (executions === 0) return "the time was up before the first execution began";
  const all = estimate === undefined ? "" : ` of about ${Math.round(estimate).toLocaleString("en-US")}`;
  return `the search was not finished: ${counted(executions)}${all} were run. Give it more time or executions.`;
}

/** The command line's option as the one in code. */
function asOption(line: string): string {
  return line.replaceAll("--max-steps", "maxSteps").replaceAll("--strategy ", "strategy: ");
}

function counted(executions: number): string {
  return `${executions.toLocaleString("en-US")} ${executions === 1 ? "execution" : "executions"}`;
}
