// What a Reki may be told, checked and completed.

import * as v from "valibot";

import { UsageError } from "../../errors.ts";

/** What a Reki may be told. */
export interface RekiOptions {
  /**
   * What becomes of an actor that crashes. `temporary` (default): its entry goes, and the next `lookupOrStart` starts another
   * one. `transient`: its start function runs again at once, and the new actor takes the entry over; one that ends with
   * `normal` or `shutdown` is not started again.
   */
  readonly restart?: "temporary" | "transient";
  /** With `transient`: how many restarts of one key are made within `withinMs`; with one more it is given up. Default 3. */
  readonly maxRestarts?: number;
  /** Virtual milliseconds; a restart so long ago still counts. Default 5,000. */
  readonly withinMs?: number;
  /**
   * Virtual milliseconds that an actor may take to end when it is told to, before it is killed. Default 5,000. With competing
   * time a finite one may strike in any shutdown.
   */
  readonly shutdown?: number | "infinity";
}

/** Options with nothing left open. */
export type CompleteRekiOptions = Required<RekiOptions>;

const DURATION = "a number of milliseconds greater than 0";

const FIELDS = {
  restart: v.optional(v.picklist(["temporary", "transient"], `"temporary" or "transient"`), "temporary"),
  maxRestarts: v.optional(
    v.pipe(v.number("a whole number"), v.safeInteger("a whole number"), v.minValue(0, "0 or more")),
    3,
  ),
  withinMs: v.optional(v.pipe(v.number(DURATION), v.gtValue(0, DURATION)), 5_000),
  shutdown: v.optional(
    v.union([v.pipe(v.number(), v.gtValue(0)), v.literal("infinity")], `${DURATION}, or "infinity"`),
    5_000,
  ),
};

/** @throws UsageError (`invalid-option`, `unknown-option`) */
export function completeRekiOptions(name: unknown, options: RekiOptions): CompleteRekiOptions {
  if (typeof name !== "string" || name === "") {
    throw new UsageError(
      `The name of a Reki must be a text that is not empty, but is ${String(name)}. Every Reki has one: callers would not ` +
        "find a registry without.",
      { code: "invalid-option" },
    );
  }
  const unknown = Object.keys(options).find((option) => !(option in FIELDS));
  if (unknown !== undefined) {
    throw new UsageError(`A Reki has no option "${unknown}". Known are ${Object.keys(FIELDS).join(", ")}.`, {
      code: "unknown-option",
    });
  }
  const result = v.safeParse(v.object(FIELDS), options);
  if (result.success) return result.output;
  const [{ input, message, path }] = result.issues;
  throw new UsageError(`The option ${String(path?.[0].key)} of a Reki is ${message}, but got ${String(input)}.`, {
    code: "invalid-option",
  });
}
