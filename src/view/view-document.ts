// The document of an execution: what the viewer shows, from the results of a replay and of shrinking.

import type { Counterexample, RecordedExecution, ReplayedExecution } from "../explore/index.ts";
import { asSentence, counterexampleText, endingsOf, errorLines, mermaidText, sourceText } from "../report/index.ts";
import type { CriticalPair } from "../shrink/index.ts";
import { labelActors } from "../trace/index.ts";
import type { Step } from "../trace/index.ts";
import type { ViewDocument, ViewFile } from "./document.ts";
import { viewExecution } from "./view-execution.ts";
import type { Recorded } from "./view-execution.ts";

/** The lines that are shown before and after the line of a step. */
const CONTEXT_LINES = 3;

/** What a document is made from. */
export interface ViewInput {
  /** The version of heddle. */
  readonly heddle: string;
  readonly program: string;
  readonly token: string;
  /** The command that replays the token. Default: none. */
  readonly command?: string | undefined;
  readonly recorded: RecordedExecution;
  /** The same execution, explained. Default: it was not. */
  readonly counterexample?: Counterexample | undefined;
  /** The nearest execution that passes. Default: none. */
  readonly passing?: RecordedExecution | undefined;
  /** The folder of the project, without a trailing separator. */
  readonly folder: string;
  /** The text of a source file; `undefined` if it cannot be read. */
  readonly read: (file: string) => string | undefined;
}

/** Makes a document. */
export function viewDocument(input: ViewInput): ViewDocument {
  const { command, counterexample, heddle, passing, program, recorded, token } = input;
  const { execution } = recorded;
  const explanation = counterexample?.explanation;
  const paths: string[] = [];
  const fileOf = (path: string): number => (paths.includes(path) ? paths.indexOf(path) : paths.push(path) - 1);
  const failing = viewExecution(recordedOf(recorded), fileOf);
  const other = passing === undefined ? undefined : viewExecution(recordedOf(passing), fileOf);
  const labels = labelActors(execution.trace);
  return {
    version: 1,
    heddle,
    program,
    token,
    command,
    outcome: execution.outcome.kind,
    error: execution.error === undefined ? [] : errorLines(execution.error),
    sentence: explanation === undefined || explanation.sentence === "" ? undefined : asSentence(explanation.sentence),
    divergence: divergenceText(execution),
    pairs: (explanation?.criticalPairs ?? []).map((pair) => ({
      first: pair.first.step,
      second: pair.second.step,
      text: pairText(pair, labels),
    })),
    slice: explanation?.slice,
    failing,
    passing: other,
    files: paths.map((path) => fileView(path, [execution.trace, passing?.execution.trace ?? []].flat(), input)),
    text:
      counterexample === undefined ? "" : counterexampleText(counterexample, { title: program, columns: 100, command }),
    mermaid: counterexample === undefined ? "" : mermaidText(counterexample),
  };
}

function pairText({ first, reversed, second }: CriticalPair, labels: ReadonlyMap<string, string>): string {
  const [one, other] = [first, second].map(({ actor, text }) => `${labels.get(actor) ?? actor}: ${text}`);
  return `${one ?? ""} comes before ${other ?? ""}; the other way round ${reversed === undefined ? "it passes" : `it fails otherwise: ${reversed}`}`;
}

function recordedOf({ execution, states }: RecordedExecution): Recorded {
  const { error, outcome, trace } = execution;
  const labels = labelActors(
    trace,
    trace.flatMap(({ spawned }) => spawned ?? []),
  );
  return { trace, states, endings: endingsOf(outcome, error, labels) };
}

function divergenceText({ divergence, isSame }: ReplayedExecution): string | undefined {
  if (divergence !== undefined) {
    const { actual, expected, step } = divergence;
    return `at step ${step} recorded: ${expected}; now: ${actual}. What follows was chosen anew`;
  }
  return isSame ? undefined : "this execution does not end as the one that was recorded: the program has changed";
}

function fileView(path: string, trace: readonly Step[], { folder, read }: ViewInput): ViewFile {
  const lines = (read(path) ?? "").split("\n");
  const shown = new Set<number>();
  for (const { source } of trace) {
    if (source?.file !== path) continue;
    for (let line = source.line - CONTEXT_LINES; line <= source.line + CONTEXT_LINES; line += 1) shown.add(line);
  }
  const name = sourceText({ file: path, line: 0, column: 0 }, folder).replace(/:0$/, "");
  return {
    name,
    lines: lines.flatMap((text, index) => (shown.has(index + 1) ? [[index + 1, text] as const] : [])),
  };
}
