// Assertions that a program passes under sampled schedules. A program with a single schedule is allowed, for its own assertions.

import assert from "node:assert/strict";
import { explore } from "heddle";
import type { ExploreOptions, Program } from "heddle";

/**
 * Explores a program in lazy time with 1,000 schedules of the portfolio unless `options` says otherwise.
 * @throws the first error that fails an execution
 */
export async function holds(program: Program, options: ExploreOptions = {}): Promise<"holds"> {
  await assertPasses(program, { time: "lazy", executions: 1_000, shrink: false, ...options });
  return "holds";
}

/**
 * Explores a program with 300 schedules of `random` and 300 of `pct` unless `options` says otherwise.
 * @throws the first error that fails an execution
 */
export async function holdsUnderRandomAndPct(program: Program, options: ExploreOptions = {}): Promise<"holds"> {
  for (const strategy of ["random", "pct"] as const)
    await assertPasses(program, { executions: 300, ...options, strategy });
  return "holds";
}

async function assertPasses(program: Program, options: ExploreOptions): Promise<void> {
  const report = await explore(program, options);
  const [counterexample] = report.counterexamples;
  if (counterexample !== undefined) throw counterexample.error;
  assert.ok(report.verdict === "passed" || report.isVacuous, report.verdict);
}
