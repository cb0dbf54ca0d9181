// The error of a failing test: the program's own error, unchanged, with the interleaving that leads to it as its cause.
// vitest prints the message, the diff and the source line of an error, followed by its cause.

import { headline } from "../explore/index.ts";
import type { PassedReport, ReplayedExecution, Report } from "../explore/index.ts";
import { nodeHost, sourceTextOf, withoutOwnFrames } from "../host/index.ts";
import {
  briefText,
  corpusLines,
  counterexampleText,
  instrumentationLine,
  laneText,
  replayedText,
  undecidedText,
} from "../report/index.ts";
import type { CounterexampleTextOptions } from "../report/index.ts";

/** The interleaving as the cause of an error; its message is the report. */
class Interleaving extends Error {
  override readonly name: string = "Interleaving";
  /** Empty, since the place of its creation is irrelevant. */
  override stack: string = "";
}

/** The error for an exploration without a verdict. */
export class Undecided extends Error {
  override readonly name: string = "Undecided";
}

/** Whether a cause is the report of an interleaving. */
export function isInterleaving(cause: unknown): boolean {
  return cause instanceof Interleaving;
}

/** The default width of a report. */
const DEFAULT_COLUMNS = 120;

/** What the text of a failure tells besides the report. */
export interface FailureContext {
  /** The command, or the code, that replays a failing execution. */
  readonly replayCommand: (token: string) => string;
  /** The seed, if it was drawn, which must then be told. */
  readonly drawnSeed?: string | undefined;
  /** The line that names the file which shows the failure. Default: none. */
  readonly view?: string | undefined;
  /** Whether the text is short: the sentence, the decisive steps, the file and the command. Default: no. */
  readonly isBrief?: boolean | undefined;
}

/** The error to throw for an exploration that did not pass. */
export function failureOf(report: Exclude<Report, PassedReport>, context: FailureContext): Error {
  const { brokenOff } = report;
  if (report.verdict === "undecided") {
    // Its class and its code are for programs to handle.
    if (brokenOff !== undefined) return frameless(brokenOff);
    const told = [undecidedText(report, process.cwd()), instrumentationLine([report])].filter((line) => line !== "");
    return frameless(new Undecided(told.join("\n")));
  }
  const [first] = report.counterexamples;
  const { drawnSeed, isBrief = false, replayCommand, view } = context;
  const lines = [
    // Counterexamples are no proof against the program if executions do not stand alone.
    ...(brokenOff === undefined ? [] : [`fails: ${headline(first.error)}`, ""]),
    ...(isBrief ? briefLines(report) : wholeLines(report, replayCommand)),
    ...(view === undefined ? [] : [view]),
    ...(drawnSeed === undefined ? [] : [`seed: ${drawnSeed}`]),
    `replay: ${replayCommand(first.token)}`,
  ];
  return causedBy(brokenOff ?? first.error, lines.join("\n"));
}

type Violated = Extract<Report, { readonly verdict: "violated" }>;

function wholeLines(report: Violated, replayCommand: FailureContext["replayCommand"]): readonly string[] {
  const [first, ...others] = report.counterexamples;
  const instrumentation = instrumentationLine([report]);
  return [
    counterexampleText(first, { ...pageOptions(), error: false }),
    "",
    ...others.map((other) => `also fails: ${headline(other.error)}\n  replay: ${replayCommand(other.token)}`),
    ...(report.corpus === undefined ? [] : corpusLines(report.corpus)),
    ...(instrumentation === "" ? [] : [instrumentation]),
  ];
}

/** What was saved is as always; what needs a hand is told here, too. */
function briefLines(report: Violated): readonly string[] {
  const { corpus, counterexamples } = report;
  const [first, ...others] = counterexamples;
  const rest = others.length === 1 ? "1 other failure" : `${others.length} other failures`;
  return [
    briefText(first, pageOptions()),
    ...(others.length === 0 ? [] : [`and ${rest}: HEDDLE_DETAIL=full`]),
    ...(corpus === undefined ? [] : corpusLines({ ...corpus, saved: [] })),
  ];
}

/** The error to throw for a replay; `undefined` if the execution does not fail. */
export function replayedFailure(execution: ReplayedExecution): Error | undefined {
  const { error, trace } = execution;
  if (error === undefined) return undefined;
  return causedBy(error, [replayedText(execution), "", laneText(trace, pageOptions())].join("\n"));
}

/** The error with the report as its cause; a new error with the same message if no cause can be set. */
function causedBy(thrown: unknown, report: string): Error {
  // On a separate line, since vitest writes a prefix that is not counted in the width.
  const cause = new Interleaving(`\n${report}`);
  const error = thrown instanceof Error ? thrown : frameless(new Error(headline(thrown)));
  if (error.stack !== undefined) Reflect.set(error, "stack", withoutOwnFrames(error.stack));
  const isSet = Reflect.defineProperty(lastCause(error), "cause", {
    value: cause,
    configurable: true,
    writable: true,
  });
  return isSet ? error : new Error(error.message, { cause });
}

/** The last error in the chain of causes, after which the interleaving is added. */
function lastCause(error: Error): Error {
  const seen = new Set<Error>();
  let last = error;
  while (last.cause instanceof Error && !(last.cause instanceof Interleaving) && !seen.has(last)) {
    seen.add(last);
    last = last.cause;
  }
  return last;
}

/** Removes the stack frames of an error that does not point to the user's code. */
export function frameless(error: Error): Error {
  error.stack = `${error.name}: ${error.message}`;
  return error;
}

function pageOptions(): CounterexampleTextOptions {
  const columns = Number(process.env["COLUMNS"]);
  return {
    columns: Number.isSafeInteger(columns) && columns > 0 ? columns : DEFAULT_COLUMNS,
    folder: process.cwd(),
    positionOf: (thrown: Error) => nodeHost.positionOf(thrown),
    textOf: sourceTextOf,
  };
}
