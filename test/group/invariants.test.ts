// GI1 to GI22 over generated histories: HEDDLE_NIGHTLY for 100,000 executions.

import { explore } from "heddle";
import fc from "fast-check";
import { expect, test } from "vitest";

import { judged } from "./judged.ts";
import { startGroup } from "./variants.ts";
import { workloads } from "./workload.ts";

const isNightly = process.env["HEDDLE_NIGHTLY"] !== undefined;
const WORKLOADS = isNightly ? 4_000 : 250;
const EXECUTIONS = isNightly ? 25 : 20;

test.each(["lazy", "competing"] as const)(
  "a group keeps its promises whatever is done to it (%s time)",
  async (time) => {
    let executions = 0;
    let steps = 0;
    const begin = performance.now();
    const property = fc.asyncProperty(workloads, async (workload) => {
      const report = await explore(() => judged(workload, startGroup), { time, executions: EXECUTIONS, shrink: false });
      executions += report.executions;
      steps += report.steps;
      expect(report.counterexamples.map(({ error }) => error)).toEqual([]);
      expect([report.verdict, report.undecided]).toEqual(["passed", 0]);
    });
    await fc.assert(property, { numRuns: WORKLOADS / 2, seed: 2_026 });
    console.log(time, executions, steps / executions, (performance.now() - begin) / executions);
    expect(executions).toBe((WORKLOADS / 2) * EXECUTIONS);
  },
  isNightly ? 3_600_000 : 120_000,
);
