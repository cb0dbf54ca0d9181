// Which steps a report leaves out: only those without which the execution fails in the same way.

import assert from "node:assert/strict";

import { explore, join, spawn } from "heddle";
import { counterexampleText } from "heddle/report";
import { cell } from "heddle/memory";
import { expect, test } from "vitest";

/** Three actors, of which each writes a cell of its own; `act` runs in the second one and `judge` in the first. */
function threeActors(act: () => void, judge: (own: number) => void) {
  return async (): Promise<void> => {
    const one = await spawn("one", async () => {
      const own = cell(0, "own");
      await own.write(1);
      judge(await own.read());
    });
    const other = await spawn("other", async () => {
      await cell(0, "others").write(1);
      act();
    });
    const third = await spawn("third", () => cell(0, "third").write(1));
    for (const actor of [one, other, third]) await join(actor);
  };
}

test("an actor that acts on state that heddle does not see is shown, and the report says why", async () => {
  let hasActed = false;
  const program = threeActors(
    () => {
      hasActed = true;
    },
    () => assert.equal(hasActed, false),
  );
  const report = await explore(
    () => {
      hasActed = false;
      return program();
    },
    { seed: 1 },
  );
  const [found] = report.counterexamples;
  assert(found?.explanation !== undefined);

  expect(found.explanation.needsAllSteps).toBe(true);
  expect(found.explanation.slice).toEqual(found.trace.map(({ number }) => number));
  const text = counterexampleText(found);
  expect(text).toContain("cell.write(others)");
  expect(text).toContain("All steps are shown: without those that seem to have no influence");
});

test("an actor without influence is left out", async () => {
  const report = await explore(
    threeActors(
      () => undefined,
      (own) => assert.equal(own, 2),
    ),
    { seed: 1, strategy: "pos" },
  );
  const [found] = report.counterexamples;
  assert(found?.explanation !== undefined);

  expect(found.explanation.needsAllSteps).toBe(false);
  const shown = found.explanation.slice.map((number) => found.trace[number - 1]?.actor);
  expect([...new Set(shown)]).toEqual(["main", "main/one"]);
});
