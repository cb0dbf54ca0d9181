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
import { outputColumns, outputPalette, print, printError, reserveOutput } from "./output/terminal.ts";

/** The options of `heddle replay`, as commander gives them. */
export interface ReplayCommandOptions {
  readonly trace?: boolean;
  readonly until?: number;
  readonly continue?: boolean;
  readonly json?: boolean;
  readonly console?: ConsoleMode;
  readonly tsconfig?: string;
  readonly instrument?: readonly string[];
  readonly instrumentPackage?: readonly string[];
  readonly instrumentState?: boolean;
  readonly instrumentFresh?: boolean;
}

/**
 * Replays a token and prints the execution.
 * @throws UsageError for an invalid token or file; ReplayDivergence when the program has changed, except as JSON
 */
export async function replayCommand(
  text: string,
  files: readonly string[],
  options: ReplayCommandOptions,
): Promise<ExitCode> {
  parseToken(text);
  if (options.json === true) return replayAsJson(text, files, options);
  const { execution, found, host } = await replayed(text, files, options);
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
async function replayAsJson(token: string, files: readonly string[], options: ReplayCommandOptions): Promise<ExitCode> {
  const release = reserveOutput();
  const context = { heddle: readPackageInfo().version, scenario: parseToken(token).program, token };
  let file: string | null = null;
  const onFound = (found: FoundScenario): void => {
    ({ file } = found);
  };
  const result = await replayed(token, files, options, onFound)
    .catch((problem: unknown) => {
      if (problem instanceof ReplayDivergence || problem instanceof UncontrolledNondeterminism) return { problem };
      throw problem;
    })
    .finally(release);
  const document = replayJson(result, { ...context, file });
  print(JSON.stringify(document, undefined, 2));
  return document.isSame ? ExitCode.expected : ExitCode.unexpected;
}

/** @param onFound called with the scenario before it is replayed */
async function replayed(
  token: string,
  files: readonly string[],
  options: ReplayCommandOptions,
  onFound: (found: FoundScenario) => void = () => undefined,
): Promise<{ readonly execution: ReplayedExecution; readonly found: FoundScenario; readonly host: Host }> {
  const { console, continue: continues = false, tsconfig, until } = options;
  const { program: name } = parseToken(token);
  const found = await findRecorded(name, files, options);
  onFound(found);
  const { scenario } = found;
  // In a debugger the output must come when it is printed.
  const host = createNodeHost({ console: console ?? (until === undefined ? "failing" : "all"), tsconfig });
  const { checks = [], reset } = scenario.options;
  if (until !== undefined && inspectorUrl() === undefined) printError(noDebugger(until));
  const execution = await replayOn(host, scenario.program, token, {
    name,
    checks,
    ...(reset === undefined ? {} : { reset }),
    corpus: corpusOf(found),
    continue: continues,
    ...(until === undefined ? {} : { until }),
  });
  return { execution, found, host };
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
