// Checks of ts-pattern patterns: what is no pattern would match nothing, without a word.

import { UsageError } from "../../errors.ts";
import type { Literal } from "../signals/mailbox-index.ts";

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

/**
 * Values that a message must hold to match a pattern that was checked. Those before the first guard: a guard is called
 * for the same messages, whether or not the others are looked at.
 */
export function literalsOf(pattern: unknown): readonly Literal[] {
  const literals: Literal[] = [];
  addLiterals(pattern, [], literals);
  return literals;
}

/** @returns whether the pattern has nothing but literal values */
function addLiterals(pattern: unknown, path: readonly string[], literals: Literal[]): boolean {
  if (typeof pattern !== "object" || pattern === null) {
    literals.push({ path, value: pattern });
    return true;
  }
  if (!isStructure(pattern) || isCombinator(pattern)) return false;
  return Object.entries(pattern).every(([field, part]) => addLiterals(part, [...path, field], literals));
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
