// Options of a Reki, checked and completed.

import * as v from "valibot";

import { UsageError } from "../../errors.ts";
import { completeOptions, oneOf, wholeNumber } from "../../options.ts";

/** Options of a Reki. */
export interface RekiOptions {
  /**
   * What happens to an actor that crashes. `temporary` (default): its entry is removed, and the next `lookupOrStart`
   * starts a new actor. `transient`: its start function runs again at once, and the new actor takes over the entry; an
   * actor that ends with `normal` or `shutdown` is not restarted.
   */
  readonly restart?: "temporary" | "transient";
  /**
   * With `transient`: the maximum number of restarts of one key within `withinMs`; with one more it is given up.
   * Default 3.
   */
  readonly maxRestarts?: number;
  /** Virtual milliseconds; a restart exactly that long ago still counts. Default 5,000. */
  readonly withinMs?: number;
  /**
   * Virtual milliseconds that an actor may take to end on request, before it is killed. Default 5,000. With competing
   * timers a finite one may fire in any shutdown.
   */
  readonly shutdown?: number | "infinity";
}

/** Options with all defaults filled in. */
export type CompleteRekiOptions = Required<RekiOptions>;

const DURATION = "a number of milliseconds greater than 0";

const FIELDS = {
  restart: v.optional(oneOf(["temporary", "transient"]), "temporary"),
  maxRestarts: v.optional(wholeNumber(0), 3),
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
      `The name of a Reki must be a non-empty string, but is ${String(name)}. Callers find the registry by it.`,
      { code: "invalid-option" },
    );
  }
  return completeOptions(options, FIELDS, "a Reki");
}
