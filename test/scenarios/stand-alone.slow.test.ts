// Executions of scenarios stand alone: none of those that are run again differs. In the long run all are, see
// `HEDDLE_NIGHTLY`.

import { explore } from "heddle";
import type { Scenario } from "heddle";
import { describe, expect, test } from "vitest";

import { groupScenarios } from "../../scenarios/group.ts";
import { scenarios } from "../../scenarios/index.ts";
import { EXECUTIONS, TIMEOUT } from "./executions.ts";

/** The executions of each scenario; 100,000 in the long run. The first and one of 64 are run again. */
const OF_EACH = EXECUTIONS < 100_000 ? 66 : EXECUTIONS / 2;

async function brokenOff({ name, options, program }: Scenario): Promise<unknown> {
  const report = await explore(program, {
    ...options,
    name,
    executions: OF_EACH,
    // Failing ones do not end the exploration.
    stopAfter: Number.MAX_SAFE_INTEGER,
    shrink: false,
  });
  return report.brokenOff;
}

describe("no execution differs when it is run again:", () => {
  test.each([...scenarios, ...groupScenarios].map((scenario) => [scenario.name, scenario] as const))(
    "%s",
    async (_name, scenario) => {
      expect(await brokenOff(scenario)).toBeUndefined();
    },
    TIMEOUT,
  );
});
