// The reporters of a run: the text for a terminal, and documents for other programs, on standard output or in files.

import { closeSync, mkdirSync, openSync, writeSync } from "node:fs";
import { dirname, isAbsolute, relative, resolve, sep } from "node:path";

import { UsageError } from "../errors.ts";
import type { Host, Scenario } from "../explore/index.ts";
import { readPackageInfo, sourceTextOf } from "../host/index.ts";
import {
  basisOfRun,
  corpusLines,
  explorationJson,
  findingText,
  githubText,
  junitText,
  paletteFor,
  summaryLine,
} from "../report/index.ts";
import type { Explored, Palette } from "../report/index.ts";
import { explorationTable } from "./output/exploration-table.ts";
import { replayStart } from "./replay-start.ts";
import type { LoadOptions } from "./scenarios/load-selection.ts";
import { outputColumns, outputPalette, print, reserveOutput } from "./output/terminal.ts";

/** The names of the reporters. */
export const REPORTERS = ["text", "junit", "github", "json"] as const;
export type ReporterName = (typeof REPORTERS)[number];

/** A reporter and where it writes. */
export interface Reporter {
  readonly name: ReporterName;
  /** Default: standard output. */
  readonly file: string | undefined;
}

/** A run that has ended. */
export interface EndedRun {
  readonly rows: readonly Explored[];
  /** The scenarios that were not explored because of Ctrl-C. */
  readonly notBegun: readonly { readonly scenario: Scenario; readonly file: string | undefined }[];
  readonly isInterrupted: boolean;
  readonly host: Host;
  /** The options that a replay needs, too. */
  readonly loading: LoadOptions;
}

/** The reporters of a command. */
export interface Reports {
  write(run: EndedRun): void;
  /** Ends them, after `write` or without it. */
  close(): void;
}

/**
 * Opens reporters: their files are created now, so that a wrong path is an error before the run, and a document has
 * standard output to itself.
 * @throws UsageError (`invalid-option`) for a file that cannot be written, and for reporters whose outputs would mix
 */
export function openReports(reporters: readonly Reporter[] = [{ name: "text", file: undefined }]): Reports {
  requireSeparate(reporters);
  const opened = reporters.map((reporter) => ({ ...reporter, descriptor: opening(reporter) }));
  const isDocument = reporters.some((reporter) => reporter.file === undefined && isOneDocument(reporter));
  let release = isDocument ? reserveOutput() : (): void => undefined;
  return {
    write(run) {
      release();
      release = () => undefined;
      for (const { descriptor, name } of opened) {
        const report = textOf(name, run, descriptor === undefined);
        if (descriptor !== undefined) writeSync(descriptor, report === "" ? "" : `${report}\n`);
        else if (report !== "") print(report);
      }
    },
    close() {
      release();
      for (const { descriptor } of opened) if (descriptor !== undefined) closeSync(descriptor);
    },
  };
}

/** Whether the output of a reporter must be alone in its file. */
function isOneDocument({ name }: Reporter): boolean {
  return name === "junit" || name === "json";
}

function requireSeparate(reporters: readonly Reporter[]): void {
  for (const [at, reporter] of reporters.entries()) {
    const { file, name } = reporter;
    const where = file === undefined ? undefined : resolve(file);
    const others = reporters
      .slice(0, at)
      .filter((other) => (other.file === undefined ? undefined : resolve(other.file)) === where);
    const [mixed] = others.filter((other) => other.name === name || isOneDocument(other) || isOneDocument(reporter));
    if (mixed === undefined) continue;
    const both = mixed.name === name ? `${name} twice` : `${mixed.name} and ${name}`;
    throw new UsageError(
      `--reporter would write ${both} to ${file ?? "standard output"}. Give one of them a file, like --reporter junit:report.xml.`,
      { code: "invalid-option" },
    );
  }
}

/** Creates the file of a reporter and the folders above it. */
function opening({ file, name }: Reporter): number | undefined {
  if (file === undefined) return undefined;
  try {
    mkdirSync(dirname(resolve(file)), { recursive: true });
    return openSync(file, "w");
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new UsageError(`--reporter ${name}:${file} cannot be written: ${why}`, {
      code: "invalid-option",
      cause: error,
    });
  }
}

function textOf(name: ReporterName, run: EndedRun, isOutput: boolean): string {
  const { isInterrupted, notBegun, rows } = run;
  switch (name) {
    case "text":
      return text(run, isOutput ? outputPalette() : paletteFor(false));
    case "junit":
      return junitText(rows, notBegun, contextOf(run, paletteFor(false)));
    case "github":
      return githubText(rows, { ...contextOf(run, paletteFor(false)), inRepository });
    case "json": {
      const context = { heddle: readPackageInfo().version, interrupted: isInterrupted, ...replayStart(run.loading) };
      return JSON.stringify(explorationJson(rows, context), undefined, 2);
    }
  }
}

function contextOf(run: EndedRun, palette: Palette): Parameters<typeof findingText>[1] {
  const { host } = run;
  return {
    ...replayStart(run.loading),
    palette,
    columns: outputColumns(),
    folder: process.cwd(),
    positionOf: (error: Error) => host.positionOf(error),
    textOf: sourceTextOf,
    allWith: "replay with --trace",
  };
}

/** The table, the findings and the summary. */
function text(run: EndedRun, palette: Palette): string {
  const { notBegun, rows } = run;
  const context = contextOf(run, palette);
  const findings = rows.map((row) => findingText(row, context)).filter((finding) => finding !== "");
  const corpora = rows.flatMap(({ result }) =>
    result.kind === "explored" && result.report.corpus !== undefined ? corpusLines(result.report.corpus) : [],
  );
  const paragraphs = [
    explorationTable(rows, palette),
    ...findings,
    ...(corpora.length === 0 ? [] : [corpora.join("\n")]),
    [summaryLine(rows, notBegun.length), basisOfRun(rows)].filter((line) => line !== "").join("\n"),
  ];
  return paragraphs.join("\n\n");
}

/** The path of a file in the workspace of GitHub Actions, of which the current folder may be a part. */
function inRepository(file: string): string {
  const full = resolve(file);
  const path = relative(process.env["GITHUB_WORKSPACE"] ?? process.cwd(), full);
  return path.startsWith("..") || isAbsolute(path) ? full : path.split(sep).join("/");
}
