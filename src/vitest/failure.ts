// What a failing test throws: the program's own error, untouched, with the interleaving that leads to it as its cause.
// vitest prints the message, the diff and the source line of an error, and then, under them, its cause.

import { headline } from "../explore/index.ts";
import type { Counterexample, ReplayedExecution } from "../explore/index.ts";
import { nodeHost, sourceTextOf, withoutOwnFrames } from "../host/index.ts";
import { corpusLines, counterexampleText, laneText, replayedText, undecidedText } from "../report/index.ts";
import type { CounterexampleTextOptions } from "../report/index.ts";
import type { ExploredTest } from "./exploration.ts";
import type { TestProgram } from "./test-program.ts";

/** An interleaving, as the cause of an error: its message is the report. */
class Interleaving extends Error {
  override readonly name: string = "Interleaving";
  /** Where it was made says nothing. */
  override stack: string = "";
}

/** An exploration without a verdict, as an error. */
export class Undecided extends Error {
  override readonly name: string = "Undecided";
}

/** Whether a cause is the report of an interleaving. */
export function isInterleaving(cause: unknown): boolean {
  return cause instanceof Interleaving;
}

/** How wide a report is when nobody says. */
const COLUMNS = 120;

/** What the test throws; `undefined` when the program holds. */
export function failureOf({ drawnSeed, report }: ExploredTest, testProgram: TestProgram): Error | undefined {
  const [first, ...others] = report.counterexamples;
  if (first === undefined)
    return report.verdict === "passed" ? undefined : frameless(new Undecided(undecidedText(report)));
  const { error } = first.shrunk ?? first;
  const lines = [
    counterexampleText(first, { ...pageOptions(), error: false }),
    "",
    ...others.map(
      (other) => `also fails: ${headline(other.error)}\n  replay: ${testProgram.replayCommand(tokenOf(other))}`,
    ),
    ...(report.corpus === undefined ? [] : corpusLines(report.corpus)),
    ...(drawnSeed === undefined ? [] : [`seed: ${drawnSeed}`]),
    `replay: ${testProgram.replayCommand(tokenOf(first))}`,
  ];
  return causedBy(error, lines.join("\n"));
}

/** What a test throws that replays one execution; `undefined` when the execution does not fail. */
export function replayedFailure(execution: ReplayedExecution): Error | undefined {
  const { error, trace } = execution;
  if (error === undefined) return undefined;
  return causedBy(error, [replayedText(execution), "", laneText(trace, pageOptions())].join("\n"));
}

function tokenOf(counterexample: Counterexample): string {
  return (counterexample.shrunk ?? counterexample).token;
}

/** The error itself, if it can be given a cause; else one that says the same. */
function causedBy(thrown: unknown, report: string): Error {
  // On a line of its own: what vitest writes before it is not counted in the width.
  const cause = new Interleaving(`\n${report}`);
  const error = thrown instanceof Error ? thrown : frameless(new Error(headline(thrown)));
  if (error.stack !== undefined) Reflect.set(error, "stack", withoutOwnFrames(error.stack));
  const isGiven = Reflect.defineProperty(lastCause(error), "cause", {
    value: cause,
    configurable: true,
    writable: true,
  });
  return isGiven ? error : new Error(error.message, { cause });
}

/** The error may have causes of its own; the interleaving comes after them. */
function lastCause(error: Error): Error {
  const seen = new Set<Error>();
  let last = error;
  while (last.cause instanceof Error && !(last.cause instanceof Interleaving) && !seen.has(last)) {
    seen.add(last);
    last = last.cause;
  }
  return last;
}

/** The same error, for one that points at no line of a user. */
export function frameless(error: Error): Error {
  error.stack = `${error.name}: ${error.message}`;
  return error;
}

function pageOptions(): CounterexampleTextOptions {
  const columns = Number(process.env["COLUMNS"]);
  return {
    columns: Number.isSafeInteger(columns) && columns > 0 ? columns : COLUMNS,
    folder: process.cwd(),
    positionOf: (thrown: Error) => nodeHost.positionOf(thrown),
    textOf: sourceTextOf,
  };
}
