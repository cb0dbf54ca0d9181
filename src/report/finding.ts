// A counterexample in words: what failed, how long it is, and the command that replays it.

import { Deadlock, headline, Livelock } from "../explore/index.ts";
import type { Counterexample } from "../explore/index.ts";
import { isAsExpected } from "./explored.ts";
import type { Explored } from "./explored.ts";
import type { Palette } from "./palette.ts";
import { unfinishedLines } from "./unfinished.ts";

/** An error is shown with this many lines at most. */
const MOST_LINES = 12;

/** What a finding's text depends on besides the finding. */
export interface FindingContext {
  /** How the reader starts heddle, for example `npx heddle`. */
  readonly command: string;
  readonly palette: Palette;
}

/** What was found in one scenario: each counterexample with its replay command; empty when there is none. */
export function findingText(explored: Explored, context: FindingContext): string {
  const { result, scenario } = explored;
  const { palette } = context;
  const isExpected = isAsExpected(explored);
  if (result.kind === "failed") {
    return [`${palette.strong(scenario.name)} could not be explored`, ...indented(errorLines(result.error))].join("\n");
  }
  const { counterexamples, executions, vacuous, verdict } = result.report;
  if (vacuous) {
    return [
      `${palette.strong(scenario.name)}: ${palette.bad("nothing was tested")}`,
      `  In ${counted(executions, "execution")} no choice ever had two alternatives, so all went the same way. An exploration`,
      "  needs choices: spawn at least two actors that act on something they share, and wait for both in the program.",
    ].join("\n");
  }
  const [first, ...rest] = isExpected ? [] : unfinishedLines(result.report);
  const unfinished = first === undefined ? [] : [`${palette.strong(scenario.name)}: ${first}`, ...rest];
  if (verdict === "undecided") return unfinished.join("\n");
  const found = counterexamples.map((counterexample) => counterexampleText(counterexample, explored, context));
  return [...found, ...unfinished].join("\n");
}

function counterexampleText(counterexample: Counterexample, explored: Explored, context: FindingContext): string {
  const { palette } = context;
  const { error, token } = counterexample;
  const isExpected = isAsExpected(explored);
  const [first = "", ...rest] = errorLines(error);
  const isShort = isExpected && !(error instanceof Deadlock) && !(error instanceof Livelock);
  const title = `${palette.strong(explored.scenario.name)}: ${isExpected ? first : palette.bad(first)}`;
  const command = `replay: ${replayCommand(token, explored.file, context.command)}`;
  return [title, ...indented(isShort ? [] : rest), ...indented([sizeText(counterexample), command])].join("\n");
}

/** The line to paste into a shell to see a counterexample again. */
export function replayCommand(token: string, file: string | undefined, command: string): string {
  return [command, "replay", shellWord(token), ...(file === undefined ? [] : [shellWord(file)])].join(" ");
}

/** An error in lines, whatever was thrown; the first names its class. */
export function errorLines(error: unknown): readonly string[] {
  const rest = error instanceof Error ? error.message.trimEnd().split("\n").slice(1) : [];
  const shown = rest.slice(0, MOST_LINES);
  return [headline(error), ...shown, ...(rest.length > shown.length ? ["…"] : [])];
}

function sizeText({ deviations, index, steps, switches }: Counterexample): string {
  return (
    `${index < 0 ? "from the corpus" : `execution ${index + 1}`}: ${counted(steps, "step")}, ${counted(switches, "switch", "switches")}, ` +
    `${counted(deviations.length, "deviation")} from the default schedule`
  );
}

function counted(count: number, one: string, many: string = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`;
}

function indented(lines: readonly string[]): readonly string[] {
  return lines.map((line) => (line === "" ? "" : `  ${line}`));
}

/** A text as one word of a shell command. */
export function shellWord(text: string): string {
  return /^[\w%+,./:=@-]+$/.test(text) ? text : `'${text.replaceAll("'", String.raw`'\''`)}'`;
}
