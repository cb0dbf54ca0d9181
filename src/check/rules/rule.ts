// A rule of one execution: what it is called, what it looks at, and what its predicates say.

import { UsageError } from "../../errors.ts";
import { isAssertion, requireTask, RuleBroken } from "../../kernel/index.ts";
import type { Execution, RuleText, Task } from "../../kernel/index.ts";
import { ReadSet } from "./read-set.ts";
import type { Over } from "./read-set.ts";

/** Says whether something holds: false, or an assertion that throws, say that it does not. It must not be async. */
export type Predicate = () => boolean | void;

/** What a rule may be told. */
export interface RuleOptions {
  /**
   * What the predicates look at besides what they peek at: cells, tables and pids, or `everything`. It matters to `dpor`
   * only. Default: nothing; but all, if they peek at nothing.
   */
  readonly over?: Over;
}

/** What does not hold, and since when. */
export interface Violation {
  /** Whose doing it is: a path. */
  readonly actor: string;
  /** More lines for the message; empty for none. */
  readonly detail: string;
  readonly cause?: unknown;
}

/** How a rule is judged; each is asked after `rule.enter`. */
export interface Rule {
  readonly text: RuleText;
  readonly readSet: ReadSet | undefined;
  /** After a step of `task`. */
  afterStep?(task: Task): Violation | undefined;
  /** When nothing can go on. */
  atRest?(): Violation | undefined;
  /** What has been due since a step up to `since`. */
  overdue?(since: number): Violation | undefined;
}

/** What a predicate said. */
export interface RuleResult {
  readonly holds: boolean;
  /** The assertion that says why not, if one does. */
  readonly cause: unknown;
}

/**
 * The name of a rule and its place, which is the caller of `from`.
 * @throws UsageError (`invalid-rule`, `outside-execution`, `operation-in-rule`)
 */
export function ruleText(kind: string, text: string, from: (...given: never[]) => unknown): RuleText {
  requireTask();
  if (typeof text !== "string" || text.trim() === "") {
    throw new UsageError(`A rule must be said in words, but got ${JSON.stringify(text)}: ${kind}("…").`, {
      code: "invalid-rule",
    });
  }
  const site = new Error(text);
  Error.captureStackTrace(site, from);
  return { kind, text, site };
}

/** What the predicates of a new rule look at. @throws UsageError (`invalid-rule`, `invalid-option`) */
export function scopeOf(
  execution: Execution,
  { kind }: RuleText,
  predicates: readonly Predicate[],
  { over }: RuleOptions = {},
): ReadSet {
  for (const predicate of predicates) {
    if (typeof predicate === "function") continue;
    throw new UsageError(`${kind} takes a function that says whether something holds, but got ${String(predicate)}.`, {
      code: "invalid-rule",
    });
  }
  if (over !== undefined && over !== "everything" && !Array.isArray(over)) {
    throw new UsageError('over must be a list of cells, tables and pids, or "everything".', { code: "invalid-option" });
  }
  return new ReadSet(execution, over);
}

/**
 * What a predicate says.
 * @throws UsageError (`async-rule`, `invalid-rule`, and those of what it calls); RuleBroken when it throws anything else
 *   but an assertion: then nobody knows whether it holds
 */
export function ask(readSet: ReadSet, rule: RuleText, predicate: Predicate): RuleResult {
  let said: unknown;
  try {
    said = readSet.ask(predicate);
  } catch (error) {
    if (error instanceof UsageError) throw error;
    if (isAssertion(error)) return { holds: false, cause: error };
    throw new RuleBroken(rule, { detail: `It could not be judged: ${thrownText(error)}`, cause: error });
  }
  if (said === undefined || said === true) return { holds: true, cause: undefined };
  if (said === false) return { holds: false, cause: undefined };
  throw said instanceof Promise ? asyncRule(rule, said) : noVerdict(rule, said);
}

/** What an assertion said, as more lines of a message; empty for none. */
export function causeText(cause: unknown): string {
  return cause === undefined ? "" : thrownText(cause);
}

function thrownText(error: unknown): string {
  return error instanceof Error ? `${error.name}: ${error.message}` : `${String(error)} was thrown`;
}

function asyncRule({ kind, text }: RuleText, promise: Promise<unknown>): UsageError {
  // Whatever becomes of it, nobody waits for it.
  promise.catch(() => undefined);
  return new UsageError(
    `The predicate of "${kind}: ${text}" is async, but it is judged between two steps and must answer at once. ` +
      "Take async away, and look at cells and tables with peek.",
    { code: "async-rule" },
  );
}

function noVerdict({ kind, text }: RuleText, said: unknown): UsageError {
  return new UsageError(
    `The predicate of "${kind}: ${text}" must give true, false or nothing, but gave ${String(said)}.`,
    { code: "invalid-rule" },
  );
}
