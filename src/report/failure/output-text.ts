// What the program printed in an execution, as text.

import type { ProgramOutput } from "../../explore/index.ts";
import { shortened } from "../../trace/index.ts";
import type { Page } from "../layout/page.ts";
import { counted } from "./sizes.ts";

/** The most lines shown: the last ones. */
const MAX_LINES = 100;

/** The console output of an execution under a title; no lines if there is none. Lines are neither wrapped nor fitted. */
export function outputLines(output: ProgramOutput | undefined, { palette }: Pick<Page, "palette">): readonly string[] {
  if (output === undefined) return [];
  const lines = output.parts.flatMap(({ stream, text }) => {
    const shown = text.replace(/\n$/, "").split("\n").map(shortened);
    return stream === "stderr" ? shown.map((line) => palette.warn(line)) : shown;
  });
  const hidden = Math.max(0, lines.length - MAX_LINES);
  const cut = [
    ...(output.cut === 0 ? [] : [`${counted(output.cut, "character")} cut`]),
    ...(hidden === 0 ? [] : [`${counted(hidden, "line")} not shown`]),
  ];
  return [
    `console output of this execution${cut.length === 0 ? "" : `, before it ${cut.join(" and ")}`}:`,
    ...lines.slice(hidden).map((line) => `  ${line}`.trimEnd()),
  ];
}
