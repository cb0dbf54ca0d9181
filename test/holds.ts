// Assertions that a program passes under sampled schedules. A program with a single schedule is allowed, for its own assertions.

import assert from "node:assert/strict";
import { explore } from "heddle";
import type { ExploreOptions, Program } from "heddle";

/** Five times as many in the long run, with HEDDLE_NIGHTLY. */
const FACTOR = process.env["HEDDLE_NIGHTLY"] === undefined ? 1 : 5;

/**
 * Explores a program in lazy time with 200 schedules of the portfolio unless `options` says otherwise.
 * @throws the first error that fails an execution
 */
export async function holds(program: Program, options: ExploreOptions = {}): Promise<"holds"> {
  await assertPasses(program, { time: "lazy", executions: 200 * FACTOR, shrink: false, ...options });
  return "holds";
}

/**
 * Explores a program with 100 schedules of `random` and 100 of `pct` unless `options` says otherwise.
 * @throws the first error that fails an execution
 */
export async function holdsUnderRandomAndPct(program: Program, options: ExploreOptions = {}): Promise<"holds"> {
  for (const strategy of ["random", "pct"] as const)
    await assertPasses(program, { executions: 100 * FACTOR, ...options, strategy });
  return "holds";
}

async function assertPasses(program: Program, options: ExploreOptions): Promise<void> {
  const report = await explore(program, options);
  const [counterexample] = report.counterexamples;
  if (counterexample !== undefined) throw counterexample.error;
  assert.ok(report.verdict === "passed" || report.isVacuous, report.verdict);
}
