// Options for all explorations of a project, from `test.provide.heddle` of its vitest config. They are plain data,
// since vitest sends them to the threads or processes of the tests.

import { inject } from "vitest";

import { UsageError } from "../errors.ts";
import { checkOptionNames } from "../options.ts";
import type { ExploreOptions } from "../explore/index.ts";
import type { StrategyName } from "../strategy/index.ts";

/** The options that a project may set. */
export interface ProjectOptions extends Pick<
  ExploreOptions,
  | "awaits"
  | "clocks"
  | "timeLimitMs"
  | "entropy"
  | "executions"
  | "faults"
  | "maxSteps"
  | "signals"
  | "stopAfter"
  | "time"
  | "unawaited"
> {
  /** The name of a strategy. Default `portfolio`. */
  readonly strategy?: StrategyName;
  /** Any text or number. Default `heddle`. */
  readonly seed?: string | number;
  /** `false` to save no counterexamples. Default: they are saved beside each test. */
  readonly corpus?: boolean;
  /** `false` to write no HTML files of failures. Default: they are written. */
  readonly view?: boolean;
}

/** The names of the options that a project may set. */
export const PROJECT_OPTIONS: readonly (keyof ProjectOptions)[] = [
  "awaits",
  "clocks",
  "timeLimitMs",
  "corpus",
  "entropy",
  "executions",
  "faults",
  "maxSteps",
  "seed",
  "signals",
  "stopAfter",
  "strategy",
  "time",
  "unawaited",
  "view",
];

/**
 * The project's options.
 * @throws UsageError (`invalid-option`, `unknown-option`) with test.provide.heddle in its message
 */
export function projectOptions(): ProjectOptions {
  // Without the option in the config nothing is provided, despite the type of the provided context.
  const given: unknown = inject("heddle");
  if (given === undefined) return {};
  if (typeof given !== "object" || given === null || Array.isArray(given)) {
    throw new UsageError("test.provide.heddle in the vitest config must be an object with heddle's options.", {
      code: "invalid-option",
    });
  }
  checkOptionNames(given, PROJECT_OPTIONS, "test.provide.heddle in the vitest config");
  return given;
}
