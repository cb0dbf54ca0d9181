// A run as workflow commands of GitHub Actions, which annotate the lines of source at which scenarios fail.

import { isAsExpected, isCutOff } from "./explored.ts";
import type { Explored } from "./explored.ts";
import type { FindingContext } from "./finding.ts";
import { errorLines } from "../failure/error-lines.ts";
import { failurePosition } from "../failure/failure-text.ts";
import { replayCommand } from "../failure/replay-command.ts";
import { unexpectedText } from "./unexpected.ts";

/** What the annotations need besides the findings. */
export interface GithubContext extends FindingContext {
  /** The path of a file within the repository, from one that is absolute or relative to the current folder. */
  readonly inRepository: (file: string) => string;
}

/** An annotation for each finding that is not expected, one per line; empty if there is none. */
export function githubText(rows: readonly Explored[], context: GithubContext): string {
  return rows
    .filter((row) => !isAsExpected(row) && !isCutOff(row))
    .flatMap((row) => annotations(row, context))
    .join("\n");
}

function annotations(row: Explored, context: GithubContext): readonly string[] {
  const { file, result, scenario } = row;
  const found = result.kind === "explored" ? result.report.counterexamples : [];
  const title = `heddle: ${scenario.name}`;
  if (found.length === 0) {
    const place = file === undefined ? {} : { file: context.inRepository(file) };
    const lines = result.kind === "failed" ? errorLines(result.error) : [unexpectedText(row)];
    return [command({ ...place, title }, lines.join("\n"))];
  }
  return found.map((counterexample) => {
    const { error, explanation, token } = counterexample;
    const sentence = explanation?.sentence ?? "";
    const message = [
      ...errorLines(error),
      ...(sentence === "" ? [] : [sentence]),
      `replay: ${replayCommand(token, file, context)}`,
    ];
    const position = failurePosition(counterexample, context)?.position;
    const place =
      position === undefined
        ? { file: file === undefined ? undefined : context.inRepository(file) }
        : { file: context.inRepository(position.file), line: position.line, col: position.column || undefined };
    return command({ ...place, title }, message.join("\n"));
  });
}

function command(properties: Readonly<Record<string, string | number | undefined>>, message: string): string {
  const given = Object.entries(properties).flatMap(([name, value]) =>
    value === undefined ? [] : [`${name}=${escapedData(String(value)).replaceAll(":", "%3A").replaceAll(",", "%2C")}`],
  );
  return `::error ${given.join(",")}::${escapedData(message)}`;
}

function escapedData(text: string): string {
  return text.replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A");
}
