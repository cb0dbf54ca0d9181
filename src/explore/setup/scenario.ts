// A scenario: a program with a name and what is expected of it, as `heddle explore` and the catalogue use it.

import { UsageError } from "../../errors.ts";
import type { Program } from "../explore.ts";
import type { ExploreOptions } from "./options.ts";

/** A program to explore by name. */
export interface Scenario {
  /** Its name in tables and tokens, for example `lost-update`. */
  readonly name: string;
  /** One line for `heddle list`. */
  readonly summary: string;
  /** `violated` for a scenario that shows a bug. */
  readonly expected: "passed" | "violated";
  readonly program: Program;
  /** What the scenario needs to be explored with; the command line goes before it. */
  readonly options: Pick<ExploreOptions, "checks" | "faults" | "maxSteps" | "signals" | "time">;
  /** @internal */
  readonly [SCENARIO]: true;
}

const SCENARIO: unique symbol = Symbol.for("heddle.scenario");

/** What `scenario` takes. */
export interface ScenarioTraits {
  readonly name: string;
  /** Default: empty. */
  readonly summary?: string;
  /** Default: `passed`. */
  readonly expected?: "passed" | "violated";
  readonly program: Program;
  /** Default: none. */
  readonly options?: Scenario["options"];
}

/**
 * Makes a scenario; export it from a file and `heddle explore <file>` finds it.
 * @throws UsageError (`invalid-scenario`)
 */
export function scenario(traits: ScenarioTraits): Scenario {
  const { name, summary = "", expected = "passed", program, options = {} } = traits;
  if (typeof name !== "string" || !/^\S+$/.test(name)) {
    throw new UsageError(`A scenario needs a name without spaces, but got ${JSON.stringify(name)}.`, {
      code: "invalid-scenario",
    });
  }
  if (typeof program !== "function") {
    throw new UsageError(`The scenario ${name} needs a program, an async function.`, { code: "invalid-scenario" });
  }
  return { name, summary, expected, program, options, [SCENARIO]: true };
}

/** Whether a value was made by `scenario`. */
export function isScenario(value: unknown): value is Scenario {
  return typeof value === "object" && value !== null && SCENARIO in value;
}
