// Checks of ts-pattern patterns: what is no pattern would match nothing, without a word.

import { UsageError } from "../../errors.ts";

/**
 * Checks a pattern. A function in it is most likely meant as a guard; a pattern within itself never ends.
 * @throws UsageError (`malformed-pattern`)
 */
export function checkPattern(pattern: unknown): void {
  if (typeof pattern === "function") throw guardMissing();
  if (isStructure(pattern)) checkParts(pattern, []);
}

/** The wildcards and combinators of ts-pattern are objects with symbols, and with methods. */
export function isCombinator(pattern: object): boolean {
  return Object.getOwnPropertySymbols(pattern).length > 0;
}

/** Whether a pattern that was checked is or contains a combinator, which may have a guard. */
export function hasCombinator(pattern: unknown): boolean {
  if (typeof pattern !== "object" || pattern === null) return false;
  if (isCombinator(pattern)) return true;
  return isStructure(pattern) && Object.values(pattern).some(hasCombinator);
}

function checkParts(pattern: Readonly<Record<string, unknown>>, around: readonly object[]): void {
  // Not `Object.values`: this runs at each receive.
  for (const field in pattern) {
    const part = pattern[field];
    if (typeof part === "function") {
      if (isCombinator(pattern)) return;
      throw guardMissing();
    }
    if (isStructure(part)) checkParts(part, enclosing(pattern, around, part));
  }
}

/** The patterns around a part. */
function enclosing(pattern: object, around: readonly object[], part: object): readonly object[] {
  const all = [...around, pattern];
  if (!all.includes(part)) return all;
  throw new UsageError("A pattern contains itself. Patterns must be finite.", { code: "malformed-pattern" });
}

/** Whether a value may have parts that are patterns. */
function isStructure(value: unknown): value is Readonly<Record<string, unknown>> {
  if (typeof value !== "object" || value === null) return false;
  return Object.getPrototypeOf(value) === Object.prototype || Array.isArray(value);
}

function guardMissing(): UsageError {
  return new UsageError(
    "A pattern is or contains a function, which matches only itself. For a guard write P.when(fn).",
    {
      code: "malformed-pattern",
    },
  );
}
