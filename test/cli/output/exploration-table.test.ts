// The tables in the output of the command.

import { expect, test } from "vitest";

import { explorationTable, scenarioTable } from "../../../src/cli/output/exploration-table.ts";
import { paletteFor } from "../../../src/report/index.ts";
import { explored, failing, PASSED } from "../../report/explored.ts";

const palette = paletteFor(false);

test("the table has a row a scenario, its token last", () => {
  const rows = [
    explored("passed", PASSED),
    explored("passed", failing(new Error("one"))),
    { ...explored("passed", PASSED), result: { kind: "failed", error: new Error("two") } } as const,
  ];

  expect(explorationTable(rows, palette)).toBe(
    [
      "scenario  verdict   expected    first failure  steps  executions        unseen  per second  token",
      "race      passed    yes                     -      -       2,000  1.3 ± 0.25 %       4,000  -",
      "race      violated  no, passed              7      1           7             -          14  " +
        "h2:race:plan::0:pc7ps:aaaaaaaa:bbbb",
      "race      error     no, passed              -      -           -             -           -  -",
    ].join("\n"),
  );
});

test("scenarios are listed with what is expected of them", () => {
  expect(scenarioTable([{ name: "race", expected: "violated", summary: "one" }], palette)).toBe(
    "scenario  expected  summary\nrace      violated  one",
  );
});
