// `heddle replay`: replays one recorded execution and prints it.

import { url as inspectorUrl } from "node:inspector";
import { relative } from "node:path";

import { parseToken } from "../choice/index.ts";
import { ReplayDivergence, UncontrolledNondeterminism } from "../errors.ts";
import { replayOn } from "../explore/index.ts";
import type { Host, ReplayedExecution } from "../explore/index.ts";
import { createNodeHost, readPackageInfo } from "../host/index.ts";
import type { ConsoleMode } from "../host/index.ts";
import {
  errorLines,
  laneText,
  outputLines,
  replayedText,
  replayJson,
  sourceText,
  switchText,
} from "../report/index.ts";
import { ExitCode } from "./exit-code.ts";
import { findRecorded } from "./scenarios/find-recorded.ts";
import { corpusOf } from "./scenarios/scenario-file.ts";
import type { FoundScenario } from "./scenarios/scenario-file.ts";
import { createFile, writeView } from "./view-file.ts";
import { outputColumns, outputPalette, print, printError, reserveOutput } from "./output/terminal.ts";

/** The options of `heddle replay`, as commander gives them. */
export interface ReplayCommandOptions {
  readonly trace?: boolean;
  readonly until?: number;
  readonly continue?: boolean;
  readonly json?: boolean;
  /** A file that shows the execution step by step. */
  readonly html?: string;
  readonly console?: ConsoleMode;
  readonly tsconfig?: string;
  readonly instrument?: readonly string[];
  readonly instrumentPackage?: readonly string[];
  readonly instrumentState?: boolean;
  readonly instrumentFresh?: boolean;
}

/**
 * Replays a token and prints the execution. A file that shows it is written also when the program has changed.
 * @throws UsageError for an invalid token or file, and for one that cannot be written (`unwritable-file`);
 *   ReplayDivergence when the program has changed, except as JSON
 */
export async function replayCommand(
  text: string,
  files: readonly string[],
  options: ReplayCommandOptions,
): Promise<ExitCode> {
  const { html, json = false } = options;
  const { program } = parseToken(text);
  const release = json ? reserveOutput() : () => undefined;
  const found = await findRecorded(program, files, options).finally(release);
  if (html === undefined) return json ? replayAsJson(text, found, options) : replayAsText(text, found, options);
  await createFile(html);
  try {
    return await (json ? replayAsJson(text, found, options) : replayAsText(text, found, options));
  } finally {
    const { address } = await writeView(html, text, found, options);
    if (json) printError(address);
    else print(`\nStep by step: ${address}`);
  }
}

async function replayAsText(text: string, found: FoundScenario, options: ReplayCommandOptions): Promise<ExitCode> {
  const { execution, host } = await replayed(text, found, options);
  const isTraced = options.trace === true;
  const page = { columns: outputColumns(), folder: process.cwd(), palette: outputPalette() };
  const { isSame, output, trace } = execution;
  const proof = replayedText(execution);
  const paragraphs = [
    isTraced ? laneText(trace, page) : "",
    failureText(host, found.scenario.name, execution),
    isTraced ? "" : switchText(trace, page),
    outputLines(output, page).join("\n"),
    isTraced ? proof : `${proof} Every step: --trace`,
  ];
  print(paragraphs.filter((paragraph) => paragraph !== "").join("\n\n"));
  return isSame ? ExitCode.expected : ExitCode.unexpected;
}

/** Prints one document, which includes a divergence, so that a program need not read standard error. */
async function replayAsJson(token: string, found: FoundScenario, options: ReplayCommandOptions): Promise<ExitCode> {
  const release = reserveOutput();
  const result = await replayed(token, found, options)
    .catch((problem: unknown) => {
      if (problem instanceof ReplayDivergence || problem instanceof UncontrolledNondeterminism) return { problem };
      throw problem;
    })
    .finally(release);
  const { file, scenario } = found;
  const context = { heddle: readPackageInfo().version, scenario: scenario.name, token, file };
  const document = replayJson(result, context);
  print(JSON.stringify(document, undefined, 2));
  return document.isSame ? ExitCode.expected : ExitCode.unexpected;
}

async function replayed(
  token: string,
  found: FoundScenario,
  options: ReplayCommandOptions,
): Promise<{ readonly execution: ReplayedExecution; readonly host: Host }> {
  const { console, continue: continues = false, tsconfig, until } = options;
  const { scenario } = found;
  // In a debugger the output must come when it is printed.
  const host = createNodeHost({ console: console ?? (until === undefined ? "failing" : "all"), tsconfig });
  const { checks = [], reset } = scenario.options;
  if (until !== undefined && inspectorUrl() === undefined) printError(noDebugger(until));
  const execution = await replayOn(host, scenario.program, token, {
    name: scenario.name,
    checks,
    ...(reset === undefined ? {} : { reset }),
    corpus: corpusOf(found),
    continue: continues,
    ...(until === undefined ? {} : { until }),
  });
  return { execution, host };
}

function noDebugger(until: number): string {
  return (
    `no debugger is attached, so nothing pauses before step ${until}. Start with: ` +
    `node --inspect-brk ${relative(process.cwd(), process.argv[1] ?? "heddle")} replay <token> --until ${until}`
  );
}

/** The failure with its position and actor. */
function failureText(host: Host, name: string, { error, outcome }: ReplayedExecution): string {
  const palette = outputPalette();
  if (error === undefined) {
    const ending = outcome.kind === "outOfSteps" ? "out of steps" : outcome.kind;
    return `${palette.strong(name)}: ${ending}, with no failure`;
  }
  const [first = "", ...rest] = errorLines(error);
  const position = error instanceof Error ? host.positionOf(error) : undefined;
  const actor = outcome.kind === "violated" ? `  in ${outcome.actor}` : "";
  const positionText = position === undefined ? "" : ` at ${sourceText(position, process.cwd())}`;
  const where = actor === "" ? [] : [palette.faint(actor + positionText)];
  return [`${palette.strong(name)}: ${palette.bad(first)}`, ...rest.map((line) => `  ${line}`), ...where].join("\n");
}
