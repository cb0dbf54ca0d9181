// The same packages by two seeds, 1,000 executions each; with HEDDLE_NIGHTLY by five, 2,000 each.

import { explore } from "heddle";
import { expect, test } from "vitest";

import { DRIVERS } from "./drivers.ts";
import { sharedBy, WORK } from "./shared-by-actors.ts";

const isNightly = process.env["HEDDLE_NIGHTLY"] !== undefined;
const SEEDS = isNightly ? ["1", "2", "3", "4", "5"] : ["1", "2"];
const EXECUTIONS = isNightly ? 2_000 : 1_000;

for (const driver of DRIVERS) {
  for (const [name, work] of Object.entries(WORK)) {
    test(`${driver.name}, ${name}`, { timeout: 600_000 }, async () => {
      for (const seed of SEEDS) {
        const { time = "competing" } = driver;
        const options = { executions: EXECUTIONS, seed, time, shrink: false };
        const report = await explore(sharedBy(2, driver, work), options);

        expect({ seed, errors: report.counterexamples.map(({ error }) => error), leaks: report.leaks }).toEqual({
          seed,
          errors: [],
          leaks: [],
        });
        // In lazy time some have no choice.
        expect(report.isVacuous || report.isSequential || report.executions === EXECUTIONS).toBe(true);
      }
    });
  }
}
