// What holds for all explorations of a project, from `test.provide.heddle` of its vitest config. vitest carries it to
// where the tests run, so that there is plain data in it and nothing else.

import { inject } from "vitest";

import { UsageError } from "../errors.ts";
import type { ExploreOptions } from "../explore/index.ts";

/** The options that a project may set. */
export interface ProjectOptions extends Pick<
  ExploreOptions,
  "budgetMs" | "executions" | "faults" | "maxSteps" | "signals" | "stopAfter" | "time"
> {
  /** The name of a strategy. */
  readonly strategy?: string;
  readonly seed?: string | number;
  /** `false`: nothing is kept. Default: beside each test. */
  readonly corpus?: boolean;
}

const KNOWN: readonly (keyof ProjectOptions)[] = [
  "budgetMs",
  "corpus",
  "executions",
  "faults",
  "maxSteps",
  "seed",
  "signals",
  "stopAfter",
  "strategy",
  "time",
];

/**
 * The project's options.
 * @throws UsageError (`invalid-option`, `unknown-option`) that names test.provide.heddle
 */
export function projectOptions(): ProjectOptions {
  // Nothing is provided when the config says nothing, whatever the type of a provided context promises.
  const given: unknown = inject("heddle");
  if (given === undefined) return {};
  if (typeof given !== "object" || given === null || Array.isArray(given)) {
    throw new UsageError("test.provide.heddle in the vitest config must be an object with options of heddle.", {
      code: "invalid-option",
    });
  }
  const unknown = Object.keys(given).find((key) => !KNOWN.some((known) => known === key));
  if (unknown === undefined) return given;
  throw new UsageError(
    `test.provide.heddle in the vitest config has no option "${unknown}". Known are ${KNOWN.join(", ")}.`,
    { code: "unknown-option" },
  );
}
