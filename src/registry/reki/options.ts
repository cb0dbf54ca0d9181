// Options of a Reki, checked and completed.

import * as v from "valibot";

import { UsageError } from "../../errors.ts";

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
  restart: v.optional(v.picklist(["temporary", "transient"], `"temporary" or "transient"`), "temporary"),
  maxRestarts: v.optional(
    v.pipe(v.number("a whole number"), v.safeInteger("a whole number"), v.minValue(0, "at least 0")),
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
      `The name of a Reki must be a non-empty string, but is ${String(name)}. Callers find the registry by it.`,
      { code: "invalid-option" },
    );
  }
  const unknown = Object.keys(options).find((option) => !(option in FIELDS));
  if (unknown !== undefined) {
    throw new UsageError(`Unknown option "${unknown}" of a Reki. Known options: ${Object.keys(FIELDS).join(", ")}.`, {
      code: "unknown-option",
    });
  }
  const result = v.safeParse(v.object(FIELDS), options);
  if (result.success) return result.output;
  const [{ input, message, path }] = result.issues;
  throw new UsageError(`The option ${String(path?.[0].key)} of a Reki must be ${message}, but is ${String(input)}.`, {
    code: "invalid-option",
  });
}
