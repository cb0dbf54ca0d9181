// Packages of npm that run one actor's work in another's call: no false alarm.

import { explore } from "heddle";
import { expect, test } from "vitest";

import { DRIVERS } from "./drivers.ts";
import { sharedBy, WORK } from "./shared-by-actors.ts";

for (const driver of DRIVERS) {
  test(`${driver.name}: two and three actors share one`, async () => {
    for (const [name, work] of Object.entries(WORK)) {
      for (const actors of [2, 3]) {
        const { time = "competing" } = driver;
        const report = await explore(sharedBy(actors, driver, work), { executions: 60, time, shrink: false });

        expect({ name, actors, errors: report.counterexamples.map(({ error }) => error), leaks: report.leaks }).toEqual(
          {
            name,
            actors,
            errors: [],
            leaks: [],
          },
        );
      }
    }
  });
}
