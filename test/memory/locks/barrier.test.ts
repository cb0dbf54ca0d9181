// Barriers: all arrive before one goes on.

import assert from "node:assert/strict";
import { explore, join, kill, pause, spawn, UsageError } from "heddle";
import { barrier } from "heddle/memory";
import { expect, test } from "vitest";

import { holdsUnderRandomAndPct } from "../../holds.ts";
import { everyOutcome } from "./every-outcome.ts";

test("nobody passes before all have arrived, and one of them is the last", async () => {
  const { classes, outcomes } = await everyOutcome(async (report) => {
    const start = barrier(3);
    const last: boolean[] = [];
    let arrived = 0;
    const run = async (): Promise<void> => {
      await pause();
      arrived += 1;
      const isLast = await start.wait();
      assert.equal(arrived, 3);
      last.push(isLast);
    };
    for (const actor of [await spawn(run), await spawn(run), await spawn(run)]) await join(actor);
    report(last.toSorted());
  });

  expect(outcomes).toEqual(["[false,false,true]"]);
  expect(classes).toBe(36);
});

test("can be used again", async () => {
  await holdsUnderRandomAndPct(async () => {
    const step = barrier(2);
    const rounds = [0, 0];
    const run = async (index: number): Promise<void> => {
      for (let round = 0; round < 3; round += 1) {
        await step.wait();
        rounds[index] = round + 1;
        await step.wait();
        assert.deepEqual(rounds, [round + 1, round + 1]);
      }
    };
    for (const actor of [await spawn(() => run(0)), await spawn(() => run(1))]) await join(actor);
  });
});

test("one that was killed while it waited does not count", async () => {
  const report = await explore(
    async () => {
      const start = barrier(2, "start");
      const dead = await spawn("dead", () => start.wait());
      await pause();
      await kill(dead);
      await join(dead);
      await start.wait();
    },
    { executions: 50 },
  );

  expect(String(report.counterexamples[0]?.error)).toContain("barrier.wait(start)");
});

test("a size that makes no sense is a usage error", async () => {
  await holdsUnderRandomAndPct(() => {
    for (const size of [0, -1, 1.5, Number.NaN]) {
      assert.throws(
        () => barrier(size),
        (error) => error instanceof UsageError && error.code === "invalid-option",
      );
    }
  });
});
