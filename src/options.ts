// Checks of options, with the same messages everywhere. Belongs to all layers, like errors.ts.

import * as v from "valibot";

import { UsageError } from "./errors.ts";

/** How each option is checked; the message of a schema completes "must be …". */
export type OptionSchemas = Readonly<Record<string, v.GenericSchema>>;

/**
 * Checks options against schemas and completes them with the schemas' defaults.
 * @param owner what the options belong to, for example `a registry`
 * @throws UsageError (`unknown-option`, `invalid-option`)
 */
export function completeOptions<const Schemas extends OptionSchemas>(
  options: object,
  schemas: Schemas,
  owner: string,
): v.InferOutput<v.ObjectSchema<Schemas, undefined>> {
  checkOptionNames(options, Object.keys(schemas), owner);
  const result = v.safeParse(v.object(schemas), options);
  if (result.success) return result.output;
  const [{ input, message, path }] = result.issues;
  const name = path?.map(({ key }) => String(key)).join(".") ?? "";
  throw invalidOption(`The option ${name} of ${owner}`, message, input);
}

/** @throws UsageError (`unknown-option`) for the first option that is not known */
export function checkOptionNames(options: object, known: readonly string[], owner: string): void {
  const unknown = Object.keys(options).find((name) => !known.includes(name));
  if (unknown === undefined) return;
  throw new UsageError(`Unknown option "${unknown}" of ${owner}. The options are ${known.join(", ")}.`, {
    code: "unknown-option",
  });
}

/** The error for an option, or another argument, of a wrong value. */
export function invalidOption(what: string, expected: string, value: unknown): UsageError {
  return new UsageError(`${what} must be ${expected}, but is ${shown(value)}.`, { code: "invalid-option" });
}

/** @throws UsageError (`invalid-option`) unless the value is one of several strings */
export function checkOneOf(value: unknown, values: readonly string[], what: string): void {
  if (values.includes(value as string)) return;
  throw invalidOption(what, listed(values), value);
}

/** @throws UsageError (`invalid-option`) unless the value is a whole number of at least `min`, or infinite */
export function checkCount(value: number, min: number, what: string): void {
  if (value === Number.POSITIVE_INFINITY || (Number.isSafeInteger(value) && value >= min)) return;
  throw invalidOption(what, `a whole number of at least ${min}`, value);
}

/** @throws UsageError (`invalid-option`) unless the value is a number greater than 0 */
export function checkDuration(value: number, what: string): void {
  if (typeof value === "number" && value > 0) return;
  throw invalidOption(what, "a number of milliseconds greater than 0", value);
}

/** A whole number. */
export function wholeNumber(least: number): v.GenericSchema<number> {
  const expected = `a whole number of at least ${least}`;
  return v.pipe(v.number(expected), v.safeInteger(expected), v.minValue(least, expected));
}

/** A string with at least one character. */
export function nonEmptyString(): v.GenericSchema<string> {
  return v.pipe(v.string("a non-empty string"), v.nonEmpty("a non-empty string"));
}

/** One of several strings. */
export function oneOf<const Values extends readonly string[]>(values: Values): v.GenericSchema<Values[number]> {
  return v.picklist(values, listed(values));
}

/** The values as text: `"server" or "shared"`. */
function listed(values: readonly string[]): string {
  return values.map((value) => `"${value}"`).join(" or ");
}

/** A string with its quotes, so that an empty one shows. */
function shown(value: unknown): string {
  if (typeof value === "string") return JSON.stringify(value);
  return Array.isArray(value) ? (JSON.stringify(value) ?? "an array") : String(value);
}
