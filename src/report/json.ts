// Explorations as plain data for other programs. The format is under semver: `version` changes when it breaks.
// docs/report.schema.json describes it.

import type { Counterexample, Failure, Report, ReportFigures } from "../explore/index.ts";
import type { CriticalPair, Explanation, RacingOperation } from "../shrink/index.ts";
import { isAsExpected } from "./exploration/explored.ts";
import type { Explored } from "./exploration/explored.ts";
import { replayCommand } from "./failure/replay-command.ts";
import type { ReplayStart } from "./failure/replay-command.ts";

/** The version of the JSON form. */
export const JSON_VERSION = 3;

/** A thrown value, an `Error` or not, as data: its `name`, its `message`, and the `stack` of an error. */
export interface ErrorJson {
  readonly name: string;
  readonly message: string;
  readonly stack?: string;
}

/** What ended an exploration early. */
interface BrokenOffJson extends ErrorJson {
  /** The code of an error of heddle, as in docs/errors.md. Absent for other errors. */
  readonly code?: string;
}

/** A failing execution as data. */
interface FailureJson extends Pick<
  Failure,
  "signature" | "token" | "steps" | "switches" | "deviations" | "trace" | "output"
> {
  /** The outcome of the execution. */
  readonly outcome: Failure["outcome"]["kind"];
  /** What the program threw, or a description of the deadlock or livelock. */
  readonly error: ErrorJson;
  /** The command that replays the token; null when there is none. */
  readonly replay: string | null;
}

/** A counterexample as data: its error in a form that survives JSON, and how to replay it. */
export interface CounterexampleJson extends FailureJson, Pick<Counterexample, "index" | "reruns" | "isMinimal"> {
  /** The execution as it was found. */
  readonly original: FailureJson;
  /** Why it fails; null if it was not shrunk. */
  readonly explanation: ExplanationJson | null;
}

/** The explanation of a counterexample as data. */
export interface ExplanationJson extends Pick<Explanation, "sentence" | "slice"> {
  /** The number of pairs that are sufficient; null when not even all of them are. */
  readonly depth: number | null;
  /** The pairs of operations, the `first` and the `second`, whose order is critical; the most important first. */
  readonly criticalPairs: readonly {
    readonly first: RacingOperation;
    readonly second: RacingOperation;
    /** The failure in the reversed order; null when it passes. */
    readonly reversed: string | null;
    /** The token that replays the execution in the reversed order. */
    readonly reversedToken: string;
  }[];
}

/** One explored scenario as data. */
export interface RunJson {
  /** The name of the scenario. */
  readonly scenario: string;
  /** The file to pass to `heddle replay`; null when the scenario is in the catalog. */
  readonly file: string | null;
  /** The verdict that the scenario expects. */
  readonly expected: "passed" | "violated";
  /** Whether the verdict is the expected one. */
  readonly asExpected: boolean;
  /** `error` when there is no report. */
  readonly verdict: Report["verdict"] | "error";
  /** What was thrown. Absent when there is a report. */
  readonly error?: ErrorJson;
  /** The figures of the report, and `executionsPerSecond`, a whole number. Absent when there is no report. */
  readonly report?: Pick<Report, Exclude<keyof ReportFigures, "brokenOff"> | "failureRateBound" | "proof"> & {
    /** What ended the exploration early. Absent if nothing did. */
    readonly brokenOff?: BrokenOffJson;
    /** Executions per second of real time. */
    readonly executionsPerSecond: number;
  };
  /** One for each bug. */
  readonly counterexamples: readonly CounterexampleJson[];
}

/** A run of `heddle explore` as data. */
export interface ExplorationJson {
  /** The version of this format. */
  readonly version: typeof JSON_VERSION;
  /** The release of heddle. */
  readonly heddle: string;
  /** Whether all scenarios behaved as expected. */
  readonly asExpected: boolean;
  /** Whether Ctrl-C ended the run. */
  readonly interrupted: boolean;
  /** One for each scenario, in the order of the run. */
  readonly runs: readonly RunJson[];
}

/** Facts about the run as a whole. */
export interface JsonContext extends ReplayStart {
  /** The release of heddle. */
  readonly heddle: string;
  /** Whether Ctrl-C ended the run. */
  readonly interrupted: boolean;
}

/** Explorations as data. */
export function explorationJson(rows: readonly Explored[], context: JsonContext): ExplorationJson {
  return {
    version: JSON_VERSION,
    heddle: context.heddle,
    asExpected: rows.every((row) => isAsExpected(row)),
    interrupted: context.interrupted,
    runs: rows.map((row) => runJson(row, context)),
  };
}

/**
 * A counterexample as data.
 * @param commandOf the command that replays a token; default: none
 */
export function counterexampleJson(
  counterexample: Counterexample,
  commandOf?: (token: string) => string,
): CounterexampleJson {
  const { explanation, index, isMinimal, original, reruns } = counterexample;
  return {
    ...failureJson(counterexample, commandOf),
    index,
    original: failureJson(original, commandOf),
    explanation: explanation === undefined ? null : explanationJson(explanation),
    reruns,
    isMinimal,
  };
}

/** A thrown value as data. */
export function errorJson(error: unknown): ErrorJson {
  if (!(error instanceof Error)) return { name: `thrown ${typeof error}`, message: String(error) };
  const { message, name, stack } = error;
  return { name, message, ...(stack === undefined ? {} : { stack }) };
}

function brokenOffJson(error: Error): BrokenOffJson {
  const code = "code" in error ? { code: String(error.code) } : {};
  return { ...errorJson(error), ...code };
}

function failureJson(failure: Failure, commandOf?: (token: string) => string): FailureJson {
  const { deviations, error, outcome, output, signature, steps, switches, token, trace } = failure;
  return {
    signature,
    token,
    replay: commandOf?.(token) ?? null,
    outcome: outcome.kind,
    error: errorJson(error),
    steps,
    switches,
    deviations,
    trace,
    ...(output === undefined ? {} : { output }),
  };
}

function explanationJson({ criticalPairs, depth, sentence, slice }: Explanation): ExplanationJson {
  return { sentence, depth: depth ?? null, criticalPairs: criticalPairs.map(pairJson), slice };
}

function pairJson({ first, reversed, reversedToken, second }: CriticalPair): ExplanationJson["criticalPairs"][number] {
  return { first, second, reversed: reversed ?? null, reversedToken };
}

function runJson(explored: Explored, start: ReplayStart): RunJson {
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
  const { brokenOff, counterexamples, verdict, ...report } = result.report;
  const executionsPerSecond = Math.round((report.executions / Math.max(report.elapsedMs, 0.001)) * 1e3);
  return {
    ...common,
    verdict,
    report: {
      ...report,
      ...(brokenOff === undefined ? {} : { brokenOff: brokenOffJson(brokenOff) }),
      executionsPerSecond,
    },
    counterexamples: counterexamples.map((counterexample) =>
      counterexampleJson(counterexample, (token) => replayCommand(token, file, start)),
    ),
  };
}
