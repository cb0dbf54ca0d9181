// Properties whose predicate is a program, which runs as the main actor of one execution under a drawn schedule.

import { asyncProperty } from "fast-check";
import type { Arbitrary, IAsyncPropertyWithHooks } from "fast-check";

import { UsageError } from "../errors.ts";
import { schedule } from "./schedule-arbitrary.ts";
import type { Schedule } from "./schedule.ts";

/** The arbitraries of the predicate's parameters, followed by the predicate. */
export type InterleavedArguments<Values extends readonly unknown[]> = readonly [
  ...arbitraries: { readonly [Index in keyof Values]: Arbitrary<Values[Index]> },
  predicate: (...values: Values) => unknown,
];

/** The number of runs, all without a choice, after which a property fails. */
const VACUOUS_AFTER = 16;

/**
 * Creates a property of a program: `predicate` spawns actors that share state, and must hold under every schedule. It
 * fails if it throws or returns `false`, if an actor fails, on deadlock, and if none of its first 16 runs had anything to
 * interleave. For settings, use `fc.asyncProperty` with
 * `schedule(options)`. As `fc.asyncProperty` of fast-check.
 * @returns a property for `fc.assert`; its last value is the schedule
 * @throws UsageError (`nothing-tested`), when it is run
 * @example await fc.assert(interleaved(fc.array(command), async (commands) => { … spawn … join … }))
 */
export function interleaved<Values extends readonly unknown[]>(
  ...values: InterleavedArguments<Values>
): IAsyncPropertyWithHooks<[...Values, Schedule]> {
  const predicate = values.at(-1) as (...drawn: readonly unknown[]) => unknown;
  let vacuousRuns = 0;
  const run = async (...drawn: readonly unknown[]): Promise<void> => {
    const program = async (): Promise<void> => {
      if ((await predicate(...drawn.slice(0, -1))) === false) throw new Error("Property failed by returning false");
    };
    const drawnSchedule = drawn.at(-1) as Schedule;
    await drawnSchedule.run(program);
    if (!drawnSchedule.isVacuous) vacuousRuns = Number.NEGATIVE_INFINITY;
    vacuousRuns += 1;
    if (vacuousRuns >= VACUOUS_AFTER) throw nothingTested(vacuousRuns);
  };
  const all = [...values.slice(0, -1), schedule(), run] as unknown as Parameters<typeof asyncProperty>;
  return asyncProperty(...all) as unknown as IAsyncPropertyWithHooks<[...Values, Schedule]>;
}

function nothingTested(runs: number): UsageError {
  return new UsageError(
    `Nothing was tested: in ${runs} runs no choice ever had two alternatives, so the schedule decided nothing. Spawn at ` +
      "least two actors that act on something they share, and wait for both.",
    { code: "nothing-tested" },
  );
}
