// The same packages by five seeds, 2,000 executions each.

import { explore } from "heddle";
import { expect, test } from "vitest";

import { DRIVERS } from "./drivers.ts";
import { sharedBy, WORK } from "./shared-by-actors.ts";

const SEEDS = ["1", "2", "3", "4", "5"];

for (const driver of DRIVERS) {
  for (const [name, work] of Object.entries(WORK)) {
    test(`${driver.name}, ${name}`, { timeout: 600_000 }, async () => {
      for (const seed of SEEDS) {
        const { time = "competing" } = driver;
        const options = { executions: 2_000, seed, time, shrink: false };
        const report = await explore(sharedBy(2, driver, work), options);

        expect({ seed, errors: report.counterexamples.map(({ error }) => error), leaks: report.leaks }).toEqual({
          seed,
          errors: [],
          leaks: [],
        });
        // In lazy time some have no choice.
        expect(report.isVacuous || report.isSequential || report.executions === 2_000).toBe(true);
      }
    });
  }
}
