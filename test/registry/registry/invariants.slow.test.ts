// The invariants of a registry over generated workloads. HEDDLE_NIGHTLY runs 50,000 executions of each kind of registry.

import { explore } from "heddle";
import fc from "fast-check";
import { describe, expect, test } from "vitest";

import { VARIANTS } from "./variants.ts";
import { checkInvariants, workloads } from "./workload.ts";

const isNightly = process.env["HEDDLE_NIGHTLY"] !== undefined;
const WORKLOADS = isNightly ? 1_000 : 20;
const EXECUTIONS = isNightly ? 50 : 25;

describe.each(VARIANTS)("a registry ($name)", ({ architecture, partitions }) => {
  test.each(["unique", "duplicate"] as const)(
    "keeps its invariants under kills and restarts (%s keys)",
    async (keys) => {
      let executions = 0;
      const property = fc.asyncProperty(workloads, async (workload) => {
        const report = await explore(() => checkInvariants(workload, { keys, architecture, partitions }), {
          time: "lazy",
          executions: EXECUTIONS,
          shrink: false,
        });
        executions += report.executions;
        expect(report.counterexamples.map(({ error }) => error)).toEqual([]);
        expect(report.undecided === 0 || report.isVacuous).toBe(true);
      });
      await fc.assert(property, { numRuns: WORKLOADS, seed: 2_026 });
      expect(executions).toBe(WORKLOADS * EXECUTIONS);
    },
    isNightly ? 900_000 : 60_000,
  );
});
