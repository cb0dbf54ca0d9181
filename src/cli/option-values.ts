// Parsers for option values.

import { FAULT_KINDS } from "../choice/index.ts";
import type { FaultBudgets, FaultKind } from "../choice/index.ts";
import { UsageError } from "../errors.ts";
import { REPORTERS } from "./reporters.ts";
import type { Reporter } from "./reporters.ts";

/**
 * A parser for positive whole numbers.
 * @throws UsageError (`invalid-option`) when parsing any other value
 */
export function countFor(option: string): (text: string) => number {
  return (text) => {
    const count = /^\d[\d_]*$/.test(text) ? Number(text.replaceAll("_", "")) : Number.NaN;
    if (Number.isSafeInteger(count) && count > 0) return count;
    throw new UsageError(`${option} must be a whole number of at least 1, but it is "${text}".`, {
      code: "invalid-option",
    });
  };
}

/**
 * A parser for whole numbers from 0.
 * @throws UsageError (`invalid-option`) when parsing any other value
 */
export function wholeFor(option: string): (text: string) => number {
  return (text) => {
    const count = /^\d[\d_]*$/.test(text) ? Number(text.replaceAll("_", "")) : Number.NaN;
    if (Number.isSafeInteger(count)) return count;
    throw new UsageError(`${option} must be a whole number of at least 0, but it is "${text}".`, {
      code: "invalid-option",
    });
  };
}

/** A parser for an option that may be repeated. */
export function patterns(pattern: string, before: readonly string[] = []): readonly string[] {
  return [...before, pattern];
}

/**
 * A parser for one of several words.
 * @throws UsageError (`invalid-option`) when parsing any other value
 */
export function oneOf<Word extends string>(option: string, words: readonly Word[]): (text: string) => Word {
  return (text) => {
    const word = words.find((each) => each === text);
    if (word !== undefined) return word;
    throw new UsageError(`${option} must be ${words.join(" or ")}, but it is "${text}".`, { code: "invalid-option" });
  };
}

/**
 * Parses one `--reporter`, a name or a name and a file such as `junit:report.xml`, and adds it to earlier ones.
 * @throws UsageError (`invalid-option`)
 */
export function reporters(text: string, earlier: readonly Reporter[] = []): readonly Reporter[] {
  const [word = "", file] = text.split(/:(.*)/s);
  const name = REPORTERS.find((each) => each === word);
  if (name !== undefined && file !== "") return [...earlier, { name, file }];
  throw new UsageError(
    `--reporter must be ${REPORTERS.join(" or ")}, or one with a file like junit:report.xml, but it is "${text}".`,
    { code: "invalid-option" },
  );
}

/**
 * Parses fault budgets, for example `kill=1,drop=2`.
 * @throws UsageError (`invalid-option`)
 */
export function faultBudgets(text: string): Partial<FaultBudgets> {
  const budgets: Partial<Record<FaultKind, number>> = {};
  for (const part of text.split(",")) {
    const [, name = "", count = ""] = /^([a-zA-Z]+)=(\d+)$/.exec(part) ?? [];
    const kind = FAULT_KINDS.find((each) => each === name);
    if (kind === undefined || budgets[kind] !== undefined) throw badFaults(text, name);
    budgets[kind] = Number(count);
  }
  return budgets;
}

function badFaults(text: string, name: string): UsageError {
  const isKnown = name === "" || FAULT_KINDS.some((kind) => kind === name);
  const problem = isKnown
    ? `--faults must list each fault once with its budget, like kill=1,drop=2, but it is "${text}".`
    : `--faults: unknown fault "${name}".`;
  return new UsageError(`${problem} The faults are ${FAULT_KINDS.join(", ")}.`, { code: "invalid-option" });
}
