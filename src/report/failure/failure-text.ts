// What failed, in whom and where, with the lines of source around it.

import type { Counterexample } from "../../explore/index.ts";
import type { SourcePosition } from "../../trace/index.ts";
import { fit, widthOf, wrap } from "../layout/column-fit.ts";
import { errorLines } from "./error-lines.ts";
import type { Page } from "../layout/page.ts";
import { sourceText } from "../steps/step-text.ts";

/** Where source files can be read; a report itself reads nothing. */
export interface Sources {
  /** Where the program threw an error. Default: unknown. */
  readonly positionOf?: ((error: Error) => SourcePosition | undefined) | undefined;
  /** The text of a file. Default: unknown. */
  readonly textOf?: ((file: string) => string | undefined) | undefined;
}

/** How much source is shown on either side of a line. */
const CONTEXT = 2;

/** The error, whose it is, and the source around it. */
export function failureText(counterexample: Counterexample, title: string, page: Page, sources: Sources): string {
  const { error, outcome } = counterexample.shrunk ?? counterexample;
  const { columns, palette } = page;
  const [first = "", ...rest] = errorLines(error);
  const begin = title === "" ? "" : `${title}: `;
  const [headline = "", ...more] = wrap(`${begin}${first}`, columns);
  const shown = headline.startsWith(begin)
    ? palette.strong(begin) + palette.bad(headline.slice(begin.length))
    : palette.bad(headline);
  return [
    shown,
    ...more.map((line) => palette.bad(line)),
    ...rest.flatMap((line) => wrap(line, columns - 2)).map((line) => (line === "" ? "" : `  ${line}`)),
    ...(outcome.kind === "violated" ? placeLines(counterexample, outcome.actor, page, sources) : []),
  ].join("\n");
}

/** One line of a source file, without its indent; `undefined` when the file cannot be read. */
export function sourceLine(position: SourcePosition | undefined, { textOf }: Sources): string | undefined {
  if (position === undefined) return undefined;
  return textOf?.(position.file)?.split(/\r?\n/)[position.line - 1]?.trim();
}

/** Where the error was thrown, or else after which step. */
function placeLines(counterexample: Counterexample, actor: string, page: Page, sources: Sources): readonly string[] {
  const { error, trace } = counterexample.shrunk ?? counterexample;
  const { columns, folder, palette } = page;
  const thrown = error instanceof Error ? sources.positionOf?.(error) : undefined;
  const last = trace.findLast((step) => step.actor === actor && step.source !== undefined);
  const position = thrown ?? last?.source;
  const after = thrown !== undefined || last === undefined ? "" : `, after step ${last.number}`;
  const at = position === undefined ? "" : ` at ${sourceText(position, folder)}`;
  const place = wrap(`in ${actor}${after}${at}`, columns - 2).map((line) => palette.faint(`  ${line}`));
  return position === undefined ? place : [...place, ...excerpt(position, page, sources)];
}

function excerpt({ column, file, line }: SourcePosition, { columns, palette }: Page, sources: Sources): string[] {
  const text = sources.textOf?.(file);
  if (text === undefined) return [];
  const lines = text.split(/\r?\n/);
  const from = Math.max(1, line - CONTEXT);
  const to = Math.min(lines.length, line + CONTEXT);
  const width = String(to).length;
  const shown: string[] = [""];
  for (let number = from; number <= to; number += 1) {
    const source = (lines[number - 1] ?? "").replaceAll("\t", " ");
    const isIt = number === line;
    const start = `  ${isIt ? ">" : " "} ${String(number).padStart(width)} │ `;
    const row = `${start}${fit(source, columns - widthOf(start)).trimEnd()}`.trimEnd();
    shown.push(isIt ? row : palette.faint(row));
    const caret = widthOf(start) + column;
    if (isIt && column > 0 && caret <= columns)
      shown.push(palette.bad(`${" ".repeat(width + 5)}│${" ".repeat(column)}^`));
  }
  return shown;
}
