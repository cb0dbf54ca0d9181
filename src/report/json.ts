// Explorations as plain data for other programs. The shape is under semver: `version` changes when it breaks.

import type { Counterexample, Report } from "../explore/index.ts";
import { isAsExpected } from "./explored.ts";
import type { Explored } from "./explored.ts";
import { replayCommand } from "./finding.ts";

/** The version of the JSON form. */
export const JSON_VERSION = 1;

/** An error as data; what was thrown need not be an `Error`. */
export interface ErrorJson {
  readonly name: string;
  readonly message: string;
  readonly stack?: string;
}

/** A counterexample as data: its error in a form that survives JSON, and how to replay it. */
export interface CounterexampleJson extends Pick<
  Counterexample,
  "signature" | "token" | "index" | "steps" | "switches" | "deviations" | "trace"
> {
  /** How the execution ended. */
  readonly outcome: Counterexample["outcome"]["kind"];
  readonly error: ErrorJson;
  readonly replay: string;
}

/** One explored scenario as data. */
export interface RunJson {
  readonly scenario: string;
  readonly file: string | null;
  readonly expected: "passed" | "violated";
  readonly asExpected: boolean;
  readonly verdict: Report["verdict"] | "error";
  /** Set when there is no report. */
  readonly error?: ErrorJson;
  readonly report?: Omit<Report, "counterexamples" | "verdict"> & { readonly executionsPerSecond: number };
  readonly counterexamples: readonly CounterexampleJson[];
}

/** A run of `heddle explore` as data. */
export interface ExplorationJson {
  readonly version: typeof JSON_VERSION;
  /** The release of heddle. */
  readonly heddle: string;
  readonly asExpected: boolean;
  readonly interrupted: boolean;
  readonly runs: readonly RunJson[];
}

/** What the data says of the run as a whole. */
export interface JsonContext {
  readonly heddle: string;
  readonly interrupted: boolean;
  /** How the reader starts heddle. */
  readonly command: string;
}

/** Explorations as data. */
export function explorationJson(rows: readonly Explored[], context: JsonContext): ExplorationJson {
  return {
    version: JSON_VERSION,
    heddle: context.heddle,
    asExpected: rows.every((row) => isAsExpected(row)),
    interrupted: context.interrupted,
    runs: rows.map((row) => runJson(row, context.command)),
  };
}

/** An error, or whatever else was thrown, as data. */
export function errorJson(error: unknown): ErrorJson {
  if (!(error instanceof Error)) return { name: `thrown ${typeof error}`, message: String(error) };
  const { message, name, stack } = error;
  return { name, message, ...(stack === undefined ? {} : { stack }) };
}

function runJson(explored: Explored, command: string): RunJson {
  const { file, result, scenario } = explored;
  const common = {
    scenario: scenario.name,
    file: file ?? null,
    expected: scenario.expected,
    asExpected: isAsExpected(explored),
  };
  if (result.kind === "failed") {
    return { ...common, verdict: "error", error: errorJson(result.error), counterexamples: [] };
  }
  const { counterexamples, verdict, ...report } = result.report;
  return {
    ...common,
    verdict,
    report: {
      ...report,
      executionsPerSecond: Math.round((report.executions / Math.max(report.elapsedMs, 0.001)) * 1e3),
    },
    counterexamples: counterexamples.map(({ error, outcome, ...rest }) => ({
      ...rest,
      outcome: outcome.kind,
      error: errorJson(error),
      replay: replayCommand(rest.token, file, command),
    })),
  };
}
