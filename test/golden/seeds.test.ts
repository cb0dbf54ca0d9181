// The meaning of seeds and the format of tokens are under semver: these values may change in a major release only.

import assert from "node:assert/strict";

import { explore, join, replay, spawn } from "heddle";
import { cell } from "heddle/memory";
import { expect, test } from "vitest";

import { Generator, parseSeed, seedExecution } from "../../src/choice/index.ts";

async function lostUpdate(): Promise<void> {
  const counter = cell(0, "counter");
  const increment = async (): Promise<void> => {
    await counter.write((await counter.read()) + 1);
  };
  const first = await spawn("first", increment);
  const second = await spawn("second", increment);
  await join(first);
  await join(second);
  assert.equal(await counter.read(), 2);
}

test("the draws of a seed", () => {
  const generator = new Generator();
  seedExecution(generator, parseSeed("ci"), 17);
  expect([generator.next(), generator.next(), generator.below(10), generator.below(3)]).toMatchInlineSnapshot(`
    [
      3894675681,
      1987610725,
      1,
      0,
    ]
  `);
});

test("the executions in which strategies find a lost update", async () => {
  const found: Record<string, number | undefined> = {};
  for (const strategy of ["random", "pct", "fair-pct"] as const) {
    for (const seed of ["heddle", "ci", 1]) {
      const { counterexamples } = await explore(lostUpdate, { strategy, seed });
      found[`${strategy} ${seed}`] = counterexamples[0]?.index;
    }
  }
  expect(found).toMatchInlineSnapshot(`
    {
      "fair-pct 1": 3,
      "fair-pct ci": 6,
      "fair-pct heddle": 4,
      "pct 1": 3,
      "pct ci": 6,
      "pct heddle": 4,
      "random 1": 0,
      "random ci": 1,
      "random heddle": 1,
    }
  `);
});

/** Printed by this release: by seed and by deviations, of three strategies and both modes. */
const TOKENS: readonly string[] = [
  "h2:lostUpdate:plan:AgF4Sg:0:pc7ps:Q9wUlZFA:e3vP",
  "h2:lostUpdate:seed:pct-3-6:ci:6:pc7ps:Q9wUiKxs:lWHr",
  "h2:lostUpdate:plan:AQF4SgEAuVM:0:pc7ps:Q9wUyOdi:KzAa",
  "h2:lostUpdate:seed:random:heddle:1:ildw:Q9wUOktq:oWrZ",
];

for (const token of TOKENS) {
  test(`the token ${token} replays`, async () => {
    const execution = await replay(lostUpdate, token);
    expect(execution.error).toBeInstanceOf(assert.AssertionError);
  });
}
