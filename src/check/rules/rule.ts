// A rule of one execution: its text, its read set and the evaluation of its predicates.

import { UsageError } from "../../errors.ts";
import { isAssertion, requireTask, RuleBroken } from "../../kernel/index.ts";
import type { Execution, RuleText, Task } from "../../kernel/index.ts";
import { ReadSet } from "./read-set.ts";
import type { Over } from "./read-set.ts";

/** A condition: it does not hold if the predicate returns false or an assertion in it throws. Must not be async. */
export type Predicate = () => boolean | void;

/** Options for rules. */
export interface RuleOptions {
  /**
   * The objects that the predicates read besides those they peek at: cells, tables and pids, or `everything`. Only
   * relevant for `dpor`. Default: none, or `everything` if they peek at nothing.
   */
  readonly over?: Over;
}

/** A violation of a rule. */
export interface Violation {
  /** The path of the responsible actor. */
  readonly actor: string;
  /** Additional lines of the message; may be empty. */
  readonly detail: string;
  readonly cause?: unknown;
}

/** A declared rule. */
export interface Rule {
  readonly text: RuleText;
  readonly readSet: ReadSet | undefined;
  /** Evaluates the rule after a step of `task`, once its read set is updated. */
  afterStep?(task: Task): Violation | undefined;
  /** Evaluates the rule when the execution is quiescent. */
  atQuiescence?(): Violation | undefined;
  /** Reports a condition that has been pending since a step up to `since`. */
  overdue?(since: number): Violation | undefined;
}

/** The result of evaluating a predicate. */
export interface RuleResult {
  readonly holds: boolean;
  /** The failed assertion, if there is one. */
  readonly cause: unknown;
}

/**
 * The text of a rule and its source position, which is the call of `from`.
 * @throws UsageError (`invalid-rule`, `outside-execution`, `operation-in-rule`)
 */
export function ruleText(kind: string, text: string, from: (...given: never[]) => unknown): RuleText {
  requireTask();
  if (typeof text !== "string" || text.trim() === "") {
    throw new UsageError(`A rule needs a description, for example ${kind}("…"), but got ${JSON.stringify(text)}.`, {
      code: "invalid-rule",
    });
  }
  const site = new Error(text);
  Error.captureStackTrace(site, from);
  return { kind, text, site };
}

/** The read set of a new rule. @throws UsageError (`invalid-rule`, `invalid-option`) */
export function readSetOf(
  execution: Execution,
  { kind }: RuleText,
  predicates: readonly Predicate[],
  { over }: RuleOptions = {},
): ReadSet {
  for (const predicate of predicates) {
    if (typeof predicate === "function") continue;
    throw new UsageError(`${kind} expects a predicate function, but got ${String(predicate)}.`, {
      code: "invalid-rule",
    });
  }
  if (over !== undefined && over !== "everything" && !Array.isArray(over)) {
    throw new UsageError('over must be an array of cells, tables and pids, or "everything".', {
      code: "invalid-option",
    });
  }
  return new ReadSet(execution, over);
}

/**
 * Evaluates a predicate.
 * @throws UsageError (`async-rule`, `invalid-rule`, and errors of the functions it calls); RuleBroken when it throws
 *   anything but an assertion, so that the result is unknown
 */
export function evaluate(readSet: ReadSet, rule: RuleText, predicate: Predicate): RuleResult {
  let returned: unknown;
  try {
    returned = readSet.evaluate(predicate);
  } catch (error) {
    if (error instanceof UsageError) throw error;
    if (isAssertion(error)) return { holds: false, cause: error };
    throw new RuleBroken(rule, { detail: `It could not be evaluated: ${thrownText(error)}`, cause: error });
  }
  if (returned === undefined || returned === true) return { holds: true, cause: undefined };
  if (returned === false) return { holds: false, cause: undefined };
  throw returned instanceof Promise ? asyncRule(rule, returned) : notBoolean(rule, returned);
}

/** A failed assertion as additional lines of a message; empty without one. */
export function causeText(cause: unknown): string {
  return cause === undefined ? "" : thrownText(cause);
}

function thrownText(error: unknown): string {
  return error instanceof Error ? `${error.name}: ${error.message}` : `${String(error)} was thrown`;
}

function asyncRule({ kind, text }: RuleText, promise: Promise<unknown>): UsageError {
  // The promise is discarded, so its rejection must be handled.
  promise.catch(() => undefined);
  return new UsageError(
    `The predicate of "${kind}: ${text}" is async, but it is evaluated between two steps and must return immediately. ` +
      "Remove async, and read cells and tables with peek().",
    { code: "async-rule" },
  );
}

function notBoolean({ kind, text }: RuleText, returned: unknown): UsageError {
  return new UsageError(
    `The predicate of "${kind}: ${text}" must return true, false or nothing, but returned ${String(returned)}.`,
    { code: "invalid-rule" },
  );
}
