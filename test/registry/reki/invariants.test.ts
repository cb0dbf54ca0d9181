// The invariants of a Reki over generated workloads. HEDDLE_NIGHTLY runs 50,000 executions.

import { explore } from "heddle";
import fc from "fast-check";
import { expect, test } from "vitest";

import { checkRekiInvariants, rekiWorkloads } from "./workload.ts";

const isNightly = process.env["HEDDLE_NIGHTLY"] !== undefined;
const WORKLOADS = isNightly ? 1_000 : 30;
const EXECUTIONS = 25;

test.each(["temporary", "transient"] as const)(
  "a Reki of %s actors keeps its invariants under kills, crashes and restarts",
  async (restart) => {
    let executions = 0;
    const property = fc.asyncProperty(rekiWorkloads, async (workload) => {
      const report = await explore(() => checkRekiInvariants(workload, { restart }), {
        time: "lazy",
        executions: EXECUTIONS,
        shrink: false,
      });
      executions += report.executions;
      expect(report.counterexamples.map(({ error }) => error)).toEqual([]);
      expect(report.undecided).toBe(0);
    });
    await fc.assert(property, { numRuns: WORKLOADS, seed: 2_026 });
    expect(executions).toBe(WORKLOADS * EXECUTIONS);
  },
  isNightly ? 900_000 : 60_000,
);
