// The findings of one scenario: an unexpected failure as a full report, an expected one in a few lines.

import { Deadlock, Livelock } from "../../explore/index.ts";
import type { Counterexample } from "../../explore/index.ts";
import { counterexampleText } from "../failure/counterexample-text.ts";
import { errorLines } from "../failure/error-lines.ts";
import { doubtLines } from "./doubt-text.ts";
import { isAsExpected } from "./explored.ts";
import type { Explored } from "./explored.ts";
import type { Sources } from "../failure/failure-text.ts";
import { pageOf } from "../layout/page.ts";
import type { Page, PageOptions } from "../layout/page.ts";
import { wrapCode } from "../failure/pair-text.ts";
import { replayCommand } from "../failure/replay-command.ts";
import type { ReplayStart } from "../failure/replay-command.ts";
import { counted, sizeLines } from "../failure/sizes.ts";
import { leftOpenLines } from "./left-open.ts";
import { vacuousRemedy } from "./undecided-text.ts";
import { unfinishedLines } from "./unfinished.ts";

/** The layout, sources and command used for a finding's text. */
export interface FindingContext extends PageOptions, Sources, ReplayStart {
  /** The option that shows all steps, as a hint. Default: no hint. */
  readonly allWith?: string;
}

/** The findings of one scenario: each counterexample with its replay command; empty when there is none. */
export function findingText(explored: Explored, context: FindingContext): string {
  const { file, result, scenario } = explored;
  const page = pageOf(context);
  const { palette } = page;
  const isExpected = isAsExpected(explored);
  if (result.kind === "failed") {
    return [`${palette.strong(scenario.name)} could not be explored`, ...indented(errorLines(result.error))].join("\n");
  }
  const { brokenOff, counterexamples, doubt, executions, isVacuous: vacuous, verdict } = result.report;
  const broken =
    brokenOff === undefined
      ? []
      : [
          [
            `${palette.strong(scenario.name)}: ${palette.bad(`broken off after ${counted(executions, "execution")}`)}`,
            ...indented(errorLines(brokenOff).flatMap((line) => wrapCode(line, page.columns - 2))),
          ].join("\n"),
        ];
  if (verdict === "undecided" && broken.length > 0) return [...broken, ...leftOpenLines(result.report)].join("\n\n");
  if (vacuous) {
    return [
      `${palette.strong(scenario.name)}: ${palette.bad("nothing was tested")}`,
      `  In ${counted(executions, "execution")} no choice ever had two alternatives, so all went the same way. An exploration`,
      "  needs choices: spawn at least two actors that act on something they share, and wait for both in the program.",
      ...wrapCode(vacuousRemedy(result.report), page.columns - 2).map((line) => `  ${line}`),
    ].join("\n");
  }
  if (doubt !== undefined) {
    const [title = "", ...lines] = doubtLines(doubt, context.folder);
    return [`${palette.strong(scenario.name)}: ${palette.bad(title)}`, ...lines].join("\n");
  }
  const notes = result.report.unawaited.map(
    ({ actor, operation = "" }) =>
      `${palette.strong(scenario.name)}: note: ${actor} returned while ${operation} was pending, which it had not awaited`,
  );
  const [first, ...rest] = isExpected ? [] : unfinishedLines(result.report);
  const unfinished = first === undefined ? [] : [[`${palette.strong(scenario.name)}: ${first}`, ...rest].join("\n")];
  if (verdict === "undecided") return [...unfinished, ...notes].join("\n");
  const found = counterexamples.map((counterexample) => {
    const command = replayCommand(counterexample.token, file, context);
    if (isExpected) return shortText(counterexample, scenario.name, command, page);
    return counterexampleText(counterexample, { ...context, title: scenario.name, command });
  });
  const left = leftOpenLines(result.report);
  return [...broken, ...found, ...unfinished, ...left, ...notes].join(isExpected ? "\n" : "\n\n");
}

/** An expected failure, in just enough detail to recognize it. */
function shortText(counterexample: Counterexample, name: string, command: string, { columns, palette }: Page): string {
  const { error, explanation: { sentence } = { sentence: "" } } = counterexample;
  const [first = "", ...rest] = errorLines(error);
  const message = error instanceof Deadlock || error instanceof Livelock ? rest : [];
  const lines = [
    ...message,
    ...(sentence === "" ? [] : wrapCode(sentence, columns - 2)),
    ...sizeLines(counterexample, columns - 2),
  ];
  return [`${palette.strong(name)}: ${first}`, ...indented([...lines, `replay: ${command}`])].join("\n");
}

function indented(lines: readonly string[]): readonly string[] {
  return lines.map((line) => (line === "" ? "" : `  ${line}`));
}
