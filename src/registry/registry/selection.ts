// The patterns of a registry's queries: matching, selecting, and checks for malformed ones.

import { isMatching, match } from "ts-pattern";
import type { P } from "ts-pattern";

import { UsageError } from "../../errors.ts";
import { checkPattern, isCombinator } from "../../kernel/index.ts";
import type { Pid } from "../../trace/index.ts";

/** One pattern, or several of which the first that matches counts. */
export type RegistrySelection = P.Pattern<unknown> | readonly P.Pattern<unknown>[];

/** A registration as patterns see it. */
interface Subject {
  readonly key: unknown;
  readonly pid: Pid;
  readonly value: unknown;
}

const FIELDS: readonly string[] = ["key", "pid", "value"];

/** The result of a pattern that does not match. */
export const NO_MATCH: unique symbol = Symbol("no match");

/**
 * A function that applies a selection to a registration: it returns the selections of `P.select()`, or the registration
 * itself if there are none.
 * @throws UsageError (`malformed-pattern`)
 */
export function selectorOf(selection: RegistrySelection): (subject: Subject) => unknown {
  const patterns = patternsOf(selection);
  for (const pattern of patterns) checkSubjectPattern(pattern);
  return (subject) => {
    for (const pattern of patterns) {
      const selected: unknown = match<Subject, unknown>(subject)
        .with(pattern as P.Pattern<Subject>, (picked: unknown) => picked)
        .otherwise(() => NO_MATCH);
      if (selected !== NO_MATCH) return selected;
    }
    return NO_MATCH;
  };
}

/**
 * A function that tests whether a value matches.
 * @throws UsageError (`malformed-pattern`)
 */
export function matcherOf(pattern: P.Pattern<unknown>): (value: unknown) => boolean {
  checkPattern(pattern);
  return isMatching(pattern);
}

/** The only key that a selection can match, if its pattern has a literal key. */
export function literalKeyOf(selection: RegistrySelection): { readonly key: unknown } | undefined {
  const [pattern, ...others] = patternsOf(selection);
  if (others.length > 0 || typeof pattern !== "object" || pattern === null || !Object.hasOwn(pattern, "key")) {
    return undefined;
  }
  const { key } = pattern as { readonly key: unknown };
  return (typeof key === "object" && key !== null) || typeof key === "function" ? undefined : { key };
}

function patternsOf(selection: RegistrySelection): readonly unknown[] {
  return Array.isArray(selection) ? selection : [selection];
}

function checkSubjectPattern(pattern: unknown): void {
  if (typeof pattern === "object" && pattern !== null && !Array.isArray(pattern)) {
    if (isCombinator(pattern)) return;
    if (Object.keys(pattern).every((field) => FIELDS.includes(field))) {
      checkPattern(pattern);
      return;
    }
  }
  throw new UsageError(
    "select takes a pattern over { key, pid, value }, for example { key: P.string }, or a list of such patterns.",
    { code: "malformed-pattern" },
  );
}
