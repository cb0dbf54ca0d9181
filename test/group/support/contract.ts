// GI1 to GI22 over generated histories: 5,000 executions in all, 100,000 with HEDDLE_NIGHTLY. One file for each kind of time, so
// that they run side by side.

import { explore } from "heddle";
import fc from "fast-check";
import { expect } from "vitest";

import { judged } from "./invariant-oracle.ts";
import { startGroup } from "./variants.ts";
import { workloads } from "./workload.ts";

const isNightly = process.env["HEDDLE_NIGHTLY"] !== undefined;
const WORKLOADS = isNightly ? 2_000 : 125;
const EXECUTIONS = isNightly ? 25 : 20;

/** How long that may take. */
export const TIMEOUT: number = isNightly ? 3_600_000 : 120_000;

/** Runs each history under many schedules; none may break a promise. */
export async function keepsPromises(time: "lazy" | "competing"): Promise<void> {
  let executions = 0;
  const property = fc.asyncProperty(workloads, async (workload) => {
    const report = await explore(() => judged(workload, startGroup), { time, executions: EXECUTIONS, shrink: false });
    executions += report.executions;
    expect(report.counterexamples.map(({ error }) => error)).toEqual([]);
    expect([report.verdict, report.undecided]).toEqual(["passed", 0]);
  });
  await fc.assert(property, { numRuns: WORKLOADS, seed: 2_026 });
  expect(executions).toBe(WORKLOADS * EXECUTIONS);
}
