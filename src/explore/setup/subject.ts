// What can be explored: a program, or a scenario, which brings its options along.

import { UsageError } from "../../errors.ts";
import { invalidOption } from "../../options.ts";
import type { Program } from "./program.ts";
import { isScenario } from "./scenario.ts";
import type { Scenario } from "./scenario.ts";

/** A program to explore, or a scenario with its name and options. */
export type Subject = Program | Scenario;

/** A program with the options under which it is run. */
export interface ResolvedSubject<Options> {
  readonly program: Program;
  readonly options: Options;
}

/**
 * The program of a subject, and its options; those that are passed take precedence over those of a scenario.
 * @param caller the function that was called, for the error
 * @throws UsageError (`no-program`, `invalid-option`)
 */
export function resolve<Options extends object>(
  subject: Subject,
  options: Options | undefined,
  caller: string,
): ResolvedSubject<Options> {
  const given: unknown = options;
  if (given !== undefined && (typeof given !== "object" || given === null)) {
    throw invalidOption(`The second argument of ${caller}()`, "an object with options", given);
  }
  if (isScenario(subject)) {
    const { name, options: own, program } = subject;
    return { program, options: { name, ...own, ...options } as Options };
  }
  if (typeof subject === "function") return { program: subject, options: options ?? ({} as Options) };
  const value: unknown = subject;
  throw new UsageError(
    `${caller}() expects a program, an async function, or a scenario, but got ${value === null ? "null" : typeof value}.`,
    { code: "no-program" },
  );
}
