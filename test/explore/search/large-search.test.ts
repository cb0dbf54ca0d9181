// The searches through long executions: what is kept of a step is a few numbers, and steps that differ are noticed.

import { explore, pause, spawn } from "heddle";
import type { Program, UncontrolledNondeterminism } from "heddle";
import { cell } from "heddle/memory";
import { expect, test } from "vitest";

const { random } = Math;

function walking(steps: number): Program {
  const walk = async (): Promise<void> => {
    for (let step = 0; step < steps / 2; step += 1) await pause();
  };
  return async () => {
    await spawn(walk);
    await walk();
  };
}

test("dfs keeps less than a kilobyte of each step, however many executions there are", async () => {
  const before = process.memoryUsage.rss();
  const report = await explore(walking(9_000), { strategy: "dfs", executions: 100, shrink: false });

  expect(report).toMatchObject({ executions: 100, steps: 900_300, exhausted: false, undecided: 0 });
  // It took 1,600 MB when each prefix was copied.
  expect((process.memoryUsage.rss() - before) / 1e6).toBeLessThan(400);
});

test("dfs takes an execution of a million steps", async () => {
  const report = await explore(walking(1_000_000), { strategy: "dfs", executions: 2, maxSteps: 10_000_000 });

  expect(report).toMatchObject({ executions: 2, steps: 2_000_006, undecided: 0 });
});

test.each(["dfs", "dpor"] as const)(
  "a program that draws outside of heddle is not taken for exhausted: %s",
  async (strategy) => {
    const report = await explore(
      async () => {
        const shared = cell(0, "shared");
        const draw = async (): Promise<void> => {
          if (random() < 0.5) await shared.write(1);
          else await shared.read();
          await shared.read();
        };
        await spawn(draw);
        await spawn(draw);
        await shared.write(2);
      },
      { strategy, executions: 10_000 },
    );

    expect(report).toMatchObject({ verdict: "undecided", exhausted: false });
    const { code } = report.brokenOff as UncontrolledNondeterminism;
    expect(["leaks-between-executions", "not-repeatable"]).toContain(code);
  },
);
