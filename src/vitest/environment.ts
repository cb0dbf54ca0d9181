// Environment variables of one run: HEDDLE_SEED, HEDDLE_EXECUTIONS, HEDDLE_TIME_LIMIT_MS and HEDDLE_REPLAY (with HEDDLE_UNTIL
// and HEDDLE_CONTINUE), HEDDLE_DETAIL. They take precedence over the options of tests and of the project, so that a nightly run can
// raise the number of executions without code changes.

import { randomUUID } from "node:crypto";

import { parseToken } from "../choice/index.ts";
import { UsageError } from "../errors.ts";
import { headline } from "../explore/index.ts";

/** Options that override those of tests in this run; `undefined` if not set. */
export interface EnvironmentOverrides {
  readonly seed: string | undefined;
  /** Whether the seed was drawn and must therefore be reported. */
  readonly isSeedDrawn: boolean;
  readonly executions: number | undefined;
  readonly timeLimitMs: number | undefined;
}

/** The execution to replay instead of exploring. */
export interface ReplayVariables {
  readonly token: string;
  readonly program: string;
  /** The step before which a debugger pauses. */
  readonly until: number | undefined;
  /** Whether to continue by seed where the program has changed. */
  readonly continue: boolean;
}

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Reads the overrides for this run.
 * @throws UsageError (`invalid-environment`)
 */
export function overridesFrom(environment: Environment = process.env): EnvironmentOverrides {
  const seed = valueOf(environment, "HEDDLE_SEED");
  const isSeedDrawn = seed === "random";
  return {
    seed: isSeedDrawn ? randomUUID().slice(0, 8) : seed,
    isSeedDrawn,
    executions: wholeNumber(environment, "HEDDLE_EXECUTIONS"),
    timeLimitMs: wholeNumber(environment, "HEDDLE_TIME_LIMIT_MS"),
  };
}

/**
 * Reads the execution to replay, if any.
 * @throws UsageError (`invalid-environment`) for an invalid token
 */
export function replayVariablesFrom(environment: Environment = process.env): ReplayVariables | undefined {
  const token = valueOf(environment, "HEDDLE_REPLAY");
  if (token === undefined) return undefined;
  const until = wholeNumber(environment, "HEDDLE_UNTIL");
  return { token, program: programOf(token), until, continue: valueOf(environment, "HEDDLE_CONTINUE") !== undefined };
}

/**
 * Whether failures are told in a few lines: unless HEDDLE_DETAIL is `full`.
 * @throws UsageError (`invalid-environment`)
 */
export function isBriefIn(environment: Environment = process.env): boolean {
  const detail = valueOf(environment, "HEDDLE_DETAIL") ?? "brief";
  if (detail !== "brief" && detail !== "full") throw invalid("HEDDLE_DETAIL", "brief or full", detail);
  return detail === "brief";
}

function programOf(token: string): string {
  try {
    return parseToken(token).program;
  } catch (error) {
    throw new UsageError(`HEDDLE_REPLAY cannot be used. ${headline(error).replace(/^\w+: /, "")}`, {
      code: "invalid-environment",
      cause: error,
    });
  }
}

/** The value of a variable; an empty one counts as not set. */
function valueOf(environment: Environment, name: string): string | undefined {
  const value = environment[name]?.trim();
  return value === "" ? undefined : value;
}

function wholeNumber(environment: Environment, name: string): number | undefined {
  const text = valueOf(environment, name);
  if (text === undefined) return undefined;
  const value = /^\d[\d_]*$/.test(text) ? Number(text.replaceAll("_", "")) : Number.NaN;
  if (Number.isSafeInteger(value) && value > 0) return value;
  throw invalid(name, "a whole number of at least 1", text);
}

function invalid(name: string, what: string, text: string): UsageError {
  return new UsageError(`${name} must be ${what}, but it is "${text}".`, { code: "invalid-environment" });
}
