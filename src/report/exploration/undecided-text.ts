// The reason why an exploration is undecided and the remedy, for callers that pass options in code.

import type { Report } from "../../explore/index.ts";
import { doubtLines } from "./doubt-text.ts";
import { unfinishedLines } from "./unfinished.ts";

/**
 * The reason for the verdict `undecided`.
 * @param folder the folder to which paths are relative. Default: file names alone
 */
export function undecidedText(report: Report, folder: string = ""): string {
  const { brokenOff, doubt, estimatedTotal: estimate, executions, interrupted, undecided, isVacuous: vacuous } = report;
  if (brokenOff !== undefined) return brokenOff.message;
  if (interrupted) return `the exploration was interrupted after ${counted(executions)}`;
  if (vacuous) {
    return (
      `nothing was tested: in ${counted(executions)} no choice ever had two alternatives, so all went the same way. ` +
      `Spawn at least two actors that act on something they share, and wait for both. ${vacuousRemedy(report)}`
    );
  }
  if (undecided > 0) return unfinishedLines(report).map(asCodeOption).join("\n");
  if (doubt !== undefined) return doubtLines(doubt, folder).map(asCodeOption).join("\n");
  if (executions === 0) return "the time budget ran out before the first execution began";
  const all = estimate === undefined ? "" : ` of about ${Math.round(estimate).toLocaleString("en-US")}`;
  return `the search was not finished: ${counted(executions)}${all} were run. Give it more time or executions.`;
}

/** What to do if no choice ever had two alternatives. */
export function vacuousRemedy({ basis: { instrumented } }: Pick<Report, "basis">): string {
  if (instrumented === undefined) {
    return (
      "Awaits of ordinary code are no scheduling points by themselves: instrument its files (heddle/instrument), or wrap what " +
      "leaves the program (heddle/ports)."
    );
  }
  if (instrumented.awaits === "faithful") {
    return 'Faithful awaits are no scheduling points: wrap what leaves the program (heddle/ports), or take awaits: "relaxed".';
  }
  return "Code that is not instrumented has no scheduling points: include its file, or name its package.";
}

/** Rewrites command-line options as options in code. */
function asCodeOption(line: string): string {
  return line.replaceAll("--max-steps", "maxSteps").replaceAll("--strategy ", "strategy: ");
}

function counted(executions: number): string {
  return `${executions.toLocaleString("en-US")} ${executions === 1 ? "execution" : "executions"}`;
}
