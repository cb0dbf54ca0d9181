// The error of a counterexample, with its actor, its position and the lines of source around it.

import type { Counterexample } from "../../explore/index.ts";
import type { SourcePosition, Step } from "../../trace/index.ts";
import { fit, widthOf, wrap } from "../layout/column-fit.ts";
import { errorLines } from "./error-lines.ts";
import type { Page } from "../layout/page.ts";
import { sourceText } from "../steps/step-text.ts";

/** Access to source files; a report itself reads none. */
export interface Sources {
  /** The position at which the program threw an error. Default: unknown. */
  readonly positionOf?: ((error: Error) => SourcePosition | undefined) | undefined;
  /** The text of a file. Default: unknown. */
  readonly textOf?: ((file: string) => string | undefined) | undefined;
}

/** The number of source lines shown on either side of a line. */
const CONTEXT = 2;

/** The error, its actor, and the source around it. */
export function failureText(counterexample: Counterexample, title: string, page: Page, sources: Sources): string {
  const { error, outcome } = counterexample;
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
    ...(outcome.kind === "violated" ? positionLines(counterexample, outcome.actor, page, sources) : []),
  ].join("\n");
}

/** One line of a source file, without its indent; `undefined` when the file cannot be read. */
export function sourceLine(position: SourcePosition | undefined, { textOf }: Sources): string | undefined {
  if (position === undefined) return undefined;
  return textOf?.(position.file)?.split(/\r?\n/)[position.line - 1]?.trim();
}

/** The position at which the error was thrown, or else that of the last step of the actor before it. */
export function failurePosition(
  counterexample: Counterexample,
  sources: Sources,
): { readonly position: SourcePosition; readonly after: Step | undefined } | undefined {
  const { error, outcome, trace } = counterexample;
  if (outcome.kind !== "violated") return undefined;
  const position = error instanceof Error ? sources.positionOf?.(error) : undefined;
  if (position !== undefined) return { position, after: undefined };
  const after = trace.findLast(({ actor, source }) => actor === outcome.actor && source !== undefined);
  return after?.source === undefined ? undefined : { position: after.source, after };
}

/** The actor of the failure, and its position with the source around it. */
function positionLines(counterexample: Counterexample, actor: string, page: Page, sources: Sources): readonly string[] {
  const { columns, folder, palette } = page;
  const found = failurePosition(counterexample, sources);
  const position = found?.position;
  const after = found?.after === undefined ? "" : `, after step ${found.after.number}`;
  const at = position === undefined ? "" : ` at ${sourceText(position, folder)}`;
  const header = wrap(`in ${actor}${after}${at}`, columns - 2).map((line) => palette.faint(`  ${line}`));
  return position === undefined ? header : [...header, ...excerpt(position, page, sources)];
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
    const isTarget = number === line;
    const start = `  ${isTarget ? ">" : " "} ${String(number).padStart(width)} │ `;
    const row = `${start}${fit(source, columns - widthOf(start)).trimEnd()}`.trimEnd();
    shown.push(isTarget ? row : palette.faint(row));
    const caret = widthOf(start) + column;
    if (isTarget && column > 0 && caret <= columns)
      shown.push(palette.bad(`${" ".repeat(width + 5)}│${" ".repeat(column)}^`));
  }
  return shown;
}
