// A counterexample of thousands of steps.

import assert from "node:assert/strict";

import { explore, join, pause, spawn } from "heddle";
import { cell } from "heddle/memory";
import { expect, test } from "vitest";

test("it is minimal where nothing can be left out, though not all smaller ones were tried", async () => {
  const { counterexamples } = await explore(
    async () => {
      const counter = cell(0, "counter");
      const increment = async (): Promise<void> => {
        for (let step = 0; step < 1_000; step += 1) await pause();
        await counter.write((await counter.read()) + 1);
        for (let step = 0; step < 500; step += 1) await pause();
      };
      const actors = [await spawn(increment), await spawn(increment)];
      for (const actor of actors) await join(actor);
      assert.equal(await counter.read(), 2);
    },
    { strategy: "random" },
  );
  const [found] = counterexamples;

  expect(found).toMatchObject({ isMinimal: true, steps: 3_011 });
  expect(found?.deviations).toHaveLength(2);
});
