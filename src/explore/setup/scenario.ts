// Scenarios: programs with a name and an expected verdict, as `heddle explore` runs them.

import { UsageError } from "../../errors.ts";
import { checkOneOf, checkOptionNames } from "../../options.ts";
import type { Program } from "./program.ts";
import type { ExploreOptions } from "./options.ts";

/** A program to explore by name. */
export interface Scenario {
  /** Its name in tables and tokens, for example `lost-update`. */
  readonly name: string;
  /** One line for `heddle list`. */
  readonly summary: string;
  /** `violated` for a scenario that shows a bug. */
  readonly expected: "passed" | "violated";
  /** The async function to run. */
  readonly program: Program;
  /** Options that the scenario requires; options of the command line take precedence. */
  readonly options: Pick<
    ExploreOptions,
    "awaits" | "checks" | "clocks" | "entropy" | "faults" | "maxSteps" | "reset" | "signals" | "time" | "unawaited"
  >;
  /** @internal */
  readonly [SCENARIO]: true;
}

const SCENARIO: unique symbol = Symbol.for("heddle.scenario");

/** The parameters of `scenario`. */
export interface ScenarioTraits {
  /** A name for tables and tokens; a non-empty string. */
  readonly name: string;
  /** One line for `heddle list`. Default: empty. */
  readonly summary?: string;
  /** The verdict that is right; `violated` for a scenario that shows a bug. Default: `passed`. */
  readonly expected?: "passed" | "violated";
  /** The async function to run. */
  readonly program: Program;
  /** Options that the scenario requires. Default: none. */
  readonly options?: Scenario["options"];
}

const TRAITS = ["name", "summary", "expected", "program", "options"] satisfies (keyof ScenarioTraits)[];

/**
 * Creates a scenario. `heddle explore <file>` runs the scenarios that a file exports, also those in exported arrays.
 * @throws UsageError (`invalid-scenario`, `unknown-option`, `invalid-option`)
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 *
 * import { scenario, sleep } from "heddle";
 * import { cell } from "heddle/memory";
 *
 * export const lateWrite = scenario({
 *   name: "late-write",
 *   expected: "violated",
 *   options: { time: "competing" },
 *   program: async () => {
 *     const done = cell(false, "done");
 *     await Promise.all([done.write(true), sleep(10).then(async () => assert.ok(await done.read()))]);
 *   },
 * });
 * ```
 */
export function scenario(traits: ScenarioTraits): Scenario {
  checkOptionNames(traits, TRAITS, "a scenario");
  const { name, summary = "", expected = "passed", program, options = {} } = traits;
  if (typeof name !== "string" || !/^\S+$/.test(name)) {
    throw new UsageError(`A scenario needs a name without spaces, but got ${JSON.stringify(name)}.`, {
      code: "invalid-scenario",
    });
  }
  if (typeof program !== "function") {
    throw new UsageError(`The scenario ${name} needs a program, an async function.`, { code: "invalid-scenario" });
  }
  checkOneOf(expected, ["passed", "violated"], `expected of the scenario ${name}`);
  return { name, summary, expected, program, options, [SCENARIO]: true };
}

/** Whether a value was made by `scenario`. */
export function isScenario(value: unknown): value is Scenario {
  return typeof value === "object" && value !== null && SCENARIO in value;
}
