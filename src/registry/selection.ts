// The patterns of `select`: which registrations they match, and which patterns make no sense.

import { isMatching } from "ts-pattern";
import type { P } from "ts-pattern";

import { UsageError } from "../errors.ts";
import type { Row } from "./indexes.ts";

/** One pattern, or several of which one must match. */
export type Selection = P.Pattern<unknown> | readonly P.Pattern<unknown>[];

const FIELDS: readonly string[] = ["key", "pid", "value"];

/**
 * Whether a registration matches.
 * @throws UsageError (`malformed-pattern`)
 */
export function matcherOf(selection: Selection): (row: Row) => boolean {
  const patterns: readonly unknown[] = Array.isArray(selection) ? selection : [selection];
  for (const pattern of patterns) checkPattern(pattern);
  const matchers = patterns.map((pattern) => isMatching(pattern as P.Pattern<unknown>));
  return (row) => matchers.some((isMatch) => isMatch(row));
}

function checkPattern(pattern: unknown): void {
  if (typeof pattern === "object" && pattern !== null && !Array.isArray(pattern)) {
    // The wildcards and combinators of ts-pattern are objects with symbols.
    const isCombinator = Object.getOwnPropertySymbols(pattern).length > 0;
    if (isCombinator || Object.keys(pattern).every((field) => FIELDS.includes(field))) return;
  }
  throw new UsageError(
    "select takes a pattern over { key, pid, value }, for example { key: P.string }, or a list of such patterns.",
    { code: "malformed-pattern" },
  );
}
