// `heddle replay`: replays one recorded execution and prints it.

import { url as inspectorUrl } from "node:inspector";
import { relative } from "node:path";

import { parseToken } from "../choice/index.ts";
import { UsageError } from "../errors.ts";
import { replayOn } from "../explore/index.ts";
import type { Host, ReplayedExecution } from "../explore/index.ts";
import { createModuleLoader, createNodeHost } from "../host/index.ts";
import { errorLines, laneText, replayedText, sourceText, switchText } from "../report/index.ts";
import { selectScenarios } from "./select-scenarios.ts";
import { ExitCode } from "./exit-code.ts";
import { corpusOf } from "./scenario-file.ts";
import type { FoundScenario } from "./scenario-file.ts";
import { suggestion } from "./suggest.ts";
import { outputColumns, outputPalette, print, printError } from "./terminal.ts";

/** The options of `heddle replay`, as commander gives them. */
export interface ReplayCommandOptions {
  readonly trace?: boolean;
  readonly until?: number;
  readonly continue?: boolean;
}

/**
 * Replays a token and prints the execution.
 * @throws UsageError for an invalid token or file; ReplayDivergence when the program has changed
 */
export async function replayCommand(
  text: string,
  files: readonly string[],
  { continue: continues = false, trace: isTraced = false, until }: ReplayCommandOptions,
): Promise<ExitCode> {
  const { program: name } = parseToken(text);
  const found = await findScenario(name, files);
  const { scenario } = found;
  const host = createNodeHost();
  const { checks = [] } = scenario.options;
  if (until !== undefined && inspectorUrl() === undefined) printError(noDebugger(until));
  const execution = await replayOn(host, scenario.program, text, {
    name,
    checks,
    corpus: corpusOf(found),
    continue: continues,
    ...(until === undefined ? {} : { until }),
  });
  const options = { columns: outputColumns(), folder: process.cwd(), palette: outputPalette() };
  const { isSame, trace } = execution;
  const proof = replayedText(execution);
  print(
    [
      ...(isTraced ? [laneText(trace, options)] : []),
      failureText(host, name, execution),
      ...(isTraced ? [] : [switchText(trace, options)]),
      isTraced ? proof : `${proof} Every step: --trace`,
    ].join("\n\n"),
  );
  return isSame ? ExitCode.expected : ExitCode.unexpected;
}

function noDebugger(until: number): string {
  return (
    `no debugger is attached, so nothing pauses before step ${until}. Start with: ` +
    `node --inspect-brk ${relative(process.cwd(), process.argv[1] ?? "heddle")} replay <token> --until ${until}`
  );
}

async function findScenario(name: string, files: readonly string[]): Promise<FoundScenario> {
  const { source, scenarios } = await selectScenarios(await createModuleLoader(), files);
  const found = scenarios.find(({ scenario }) => scenario.name === name);
  if (found !== undefined) return found;
  const near = suggestion(
    name,
    scenarios.map(({ scenario }) => scenario.name),
  );
  throw new UsageError(
    `The token belongs to the program "${name}", but there is no scenario with that name in ${source}.${near} ` +
      "Pass the file that exports it: heddle replay <token> <file>",
    { code: "other-program" },
  );
}

/** The failure with its position and actor. */
function failureText(host: Host, name: string, { error, outcome }: ReplayedExecution): string {
  const palette = outputPalette();
  if (error === undefined) return `${palette.strong(name)}: ${outcome.kind}, with no failure`;
  const [first = "", ...rest] = errorLines(error);
  const position = error instanceof Error ? host.positionOf(error) : undefined;
  const actor = outcome.kind === "violated" ? `  in ${outcome.actor}` : "";
  const positionText = position === undefined ? "" : ` at ${sourceText(position, process.cwd())}`;
  const where = actor === "" ? [] : [palette.faint(actor + positionText)];
  return [`${palette.strong(name)}: ${palette.bad(first)}`, ...rest.map((line) => `  ${line}`), ...where].join("\n");
}
