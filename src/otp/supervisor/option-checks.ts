// Option checks shared by supervisors and tasks.

import { UsageError } from "../../errors.ts";

/** @throws UsageError (`unknown-option`) */
export function checkNames(given: object, known: readonly string[], what: string): void {
  const unknown = Object.keys(given).find((name) => !known.includes(name));
  if (unknown === undefined) return;
  throw new UsageError(`Unknown option "${unknown}" of ${what}. Known options: ${known.join(", ")}.`, {
    code: "unknown-option",
  });
}

/** @throws UsageError (`invalid-option`) */
export function checkOneOf(value: unknown, values: readonly string[], what: string): void {
  if (values.includes(value as string)) return;
  const expected = values.map((each) => `"${each}"`).join(" or ");
  throw new UsageError(`${what} must be ${expected}, but is ${String(value)}.`, { code: "invalid-option" });
}

/** @throws UsageError (`invalid-option`) */
export function checkCount(value: number, min: number, what: string): void {
  if (value === Number.POSITIVE_INFINITY || (Number.isSafeInteger(value) && value >= min)) return;
  throw new UsageError(`${what} must be a whole number of at least ${min}, but is ${String(value)}.`, {
    code: "invalid-option",
  });
}

/** @throws UsageError (`invalid-option`) */
export function checkDuration(value: number, what: string): void {
  if (typeof value === "number" && value > 0) return;
  throw new UsageError(`${what} must be a number of milliseconds greater than 0, but is ${String(value)}.`, {
    code: "invalid-option",
  });
}
