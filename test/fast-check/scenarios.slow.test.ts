// Generated schedules find the bugs that the strategies find.

import fc from "fast-check";
import type { Scenario } from "heddle";
import { schedule } from "heddle/fast-check";
import type { ScheduleOptions } from "heddle/fast-check";
import { expect, test } from "vitest";

import { scenarios } from "../../scenarios/index.ts";

const broken = scenarios.filter(({ expected }) => expected === "violated");

function settingsOf({ options }: Scenario): ScheduleOptions {
  const { checks = [], faults = {}, signals = "pairwise", time = "competing" } = options;
  return { checks, faults, signals, time };
}

test.each(broken.map((scenario) => [scenario.name, scenario] as const))(
  "%s fails within 200 schedules",
  async (_, scenario) => {
    const property = fc.asyncProperty(schedule(settingsOf(scenario)), (s) => s.run(scenario.program));

    const { counterexample, counterexamplePath, failed } = await fc.check(property, { seed: 1, numRuns: 200 });
    const path = counterexamplePath ?? "";
    const again = await fc.check(property, { seed: 1, path, endOnFailure: true });

    expect(failed).toBe(true);
    expect(fc.stringify(again.counterexample)).toBe(fc.stringify(counterexample));
  },
);
