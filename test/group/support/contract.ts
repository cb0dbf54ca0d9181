// The invariants of a group over generated workloads: 2,000 executions, 100,000 with HEDDLE_NIGHTLY. Each time mode has its own
// test file, so that they run in parallel.

import { explore } from "heddle";
import fc from "fast-check";
import { expect } from "vitest";

import { InvariantOracle } from "./invariant-oracle.ts";
import { startGroup } from "./variants.ts";
import { workloads } from "./workload.ts";

const isNightly = process.env["HEDDLE_NIGHTLY"] !== undefined;
const WORKLOADS = isNightly ? 2_000 : 50;
const EXECUTIONS = isNightly ? 25 : 20;

/** The timeout of one check. */
export const TIMEOUT: number = isNightly ? 3_600_000 : 600_000;

/** Explores each workload under many schedules and expects that no execution violates an invariant. */
export async function checkContract(time: "lazy" | "competing"): Promise<void> {
  let executions = 0;
  const property = fc.asyncProperty(workloads, async (workload) => {
    const report = await explore(() => InvariantOracle.run(workload, startGroup), {
      time,
      executions: EXECUTIONS,
      shrink: false,
    });
    executions += report.executions;
    expect(report.counterexamples.map(({ error }) => error)).toEqual([]);
    expect([report.verdict, report.undecided]).toEqual(["passed", 0]);
  });
  await fc.assert(property, { numRuns: WORKLOADS, seed: 2_026 });
  expect(executions).toBe(WORKLOADS * EXECUTIONS);
}
