// Explores a program under the two sampling strategies and expects every run to pass. One with a single schedule may be
// there for what it asserts itself.

import assert from "node:assert/strict";
import { explore } from "heddle";
import type { ExploreOptions, Program } from "heddle";

/** @throws the first error that any run of `program` ends with */
export async function passes(program: Program, options: ExploreOptions = {}): Promise<"passed"> {
  for (const strategy of ["random", "pct"]) {
    const report = await explore(program, { executions: 300, ...options, strategy });
    const [counterexample] = report.counterexamples;
    if (counterexample !== undefined) throw counterexample.error;
    assert.ok(report.verdict === "passed" || report.vacuous, report.verdict);
  }
  return "passed";
}
