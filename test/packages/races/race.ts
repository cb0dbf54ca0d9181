// What a race of a package is: the program that shows it, by the affected version and by the one that fixed it.

import type { ExploreOptions, Program } from "heddle";

/** One race, in a version that has it and one that has not. */
export interface Race {
  readonly name: string;
  readonly kind: "cache" | "client" | "lock" | "pool" | "ports" | "queue" | "state" | "storage";
  /** The affected version, unmodified. */
  readonly broken: Version;
  readonly fixed: Version;
  /** What the failures say. */
  readonly failure: RegExp;
  /** The first failing execution by the seeds "1", "2" and "3". */
  readonly first: readonly number[];
  /** What a counterexample tells; see `lines`. */
  readonly sentence: string;
  /** The lines of the package in the counterexample; none if all that it calls is what the program gave it. */
  readonly lines: readonly string[];
  /** How many classes the fixed version has; `undefined` if there are too many to run each. */
  readonly classes: number | undefined;
  readonly options?: ExploreOptions;
}

/** A version and the program by it. */
export interface Version {
  readonly version: string;
  readonly program: Program;
}
