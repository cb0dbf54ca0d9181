// What holds for every strategy.

import { explore, join, pause, Pct, spawn } from "heddle";
import type { Program } from "heddle";
import { cell } from "heddle/memory";
import { describe, expect, test } from "vitest";

import { strategyFrom } from "../../src/strategy/index.ts";
import { traces } from "../explore/traces.ts";

const STRATEGIES = ["random", "pct", "pct-5", "fair-pct", "round-robin"];

async function racy(): Promise<void> {
  const counter = cell(0, "counter");
  const workers = [];
  for (let index = 0; index < 3; index += 1) {
    workers.push(
      await spawn(async () => {
        await counter.write((await counter.read()) + 1);
        await pause();
      }),
    );
  }
  for (const worker of workers) await join(worker);
}

describe.each(STRATEGIES)("%s", (strategy) => {
  test("takes the same choices for the same seed", async () => {
    const once = await traces(racy, { strategy, seed: 3, executions: 20 });
    const again = await traces(racy, { strategy, seed: 3, executions: 20 });
    expect(again).toEqual(once);
  });

  test("runs a program without a choice", async () => {
    const report = await explore(pause, { strategy, executions: 3 });
    expect(report).toMatchObject({ verdict: "passed", executions: 3, classes: 1 });
  });

  test("kills at most as many actors as the budget allows", async () => {
    const program: Program = async () => {
      const workers = [await spawn(pause), await spawn(pause), await spawn(pause)];
      const reasons = [];
      for (const worker of workers) reasons.push(await join(worker));
      if (reasons.filter((reason) => reason === "killed").length > 2) throw new Error("three were killed");
    };
    const report = await explore(program, { strategy, faults: { kill: 2 }, executions: 300 });
    expect(report.verdict).toBe("passed");
  });
});

describe.each(["random", "pct"])("%s", (strategy) => {
  test("injects the kills that a budget allows, early and late", async () => {
    const deaths = new Set<number>();
    const program: Program = async () => {
      let steps = 0;
      const worker = await spawn(async () => {
        for (; steps < 5; steps += 1) await pause();
      });
      if ((await join(worker)) === "killed") deaths.add(steps);
    };
    await explore(program, { strategy, faults: { kill: 1 }, executions: 2_000 });
    expect([...deaths].toSorted((one, other) => one - other)).toEqual([0, 1, 2, 3, 4, 5]);
  });
});

test("pct finds a bug of depth 2 among 20 tasks where the random walk does not", async () => {
  // One task's first step must come after all steps of the others: 1 in (n·k) for PCT with d = 2, and far less for the
  // random walk, whose chance to delay one of 20 tasks past 19 others with 5 steps each is below 10⁻⁴.
  const program: Program = async () => {
    const done = cell(0);
    const workers = [];
    let isLast = false;
    for (let index = 0; index < 20; index += 1) {
      workers.push(
        await spawn(async () => {
          if (index === 0) isLast = (await done.read()) === 19;
          else {
            for (let round = 0; round < 4; round += 1) await pause();
            await done.update((count) => count + 1);
          }
        }),
      );
    }
    for (const worker of workers) await join(worker);
    if (isLast) throw new Error("delayed past all");
  };
  const byPct = await explore(program, { strategy: "pct-2", executions: 1_000 });
  const byRandom = await explore(program, { strategy: "random", executions: 1_000 });
  expect([byPct.verdict, byRandom.verdict]).toEqual(["violated", "passed"]);
});

test("the recipe of pct names depth and length, so that a token builds the same", async () => {
  const pct = new Pct({ depth: 4 });
  await explore(racy, { strategy: pct, executions: 5 });
  expect(pct.recipe).toMatch(/^pct-4-\d+$/);
  expect(strategyFrom("pct-4-57").recipe).toMatch(/^pct-4-/);
});

test("an unknown strategy is refused with the names of those there are", () => {
  expect(() => strategyFrom("pctt")).toThrow(/no strategy "pctt". Known are random, pct, fair-pct, round-robin/);
  expect(() => strategyFrom("pct-0")).toThrow(expect.objectContaining({ code: "unknown-strategy" }));
});
