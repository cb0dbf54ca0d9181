// Exhaustive exploration: proofs, undecided results, and equal results with workers.

import assert from "node:assert/strict";

import { choose, explore, join, pause, receive, replay, self, send, spawn } from "heddle";
import type { ExploreOptions, Program, Report } from "heddle";
import { cell, mutex } from "heddle/memory";
import { describe, expect, test } from "vitest";

import { incrementers, lockedIncrementers } from "./exhaustive-programs.ts";

const MODULE = new URL("exhaustive-programs.ts", import.meta.url).href;

function figures({ classes, executions, exhausted, redundant, verdict }: Report): unknown {
  return { classes, executions, exhausted, redundant, verdict };
}

describe("dpor", () => {
  test("runs one execution of each class and proves what passes", async () => {
    const report = await explore(lockedIncrementers, { strategy: "dpor" });

    expect(figures(report)).toEqual({ classes: 6, executions: 6, exhausted: true, redundant: 0, verdict: "passed" });
    expect([report.newClassProbability, report.failureRateBound, report.estimatedTotal]).toEqual([0, 0, 6]);
  });

  test("finds the one message order that fails, and its token replays it", async () => {
    const program: Program = async () => {
      const main = self();
      for (const name of ["a", "b", "c"]) await spawn(name, () => send(main, name));
      const order = [await receive(), await receive(), await receive()];
      assert.notDeepEqual(order, ["c", "b", "a"]);
    };

    const report = await explore(program, { strategy: "dpor", name: "orders" });

    const [counterexample] = report.counterexamples;
    expect(report.executions).toBeLessThanOrEqual(6);
    const again = await replay(program, counterexample?.token ?? "", { name: "orders" });
    expect(again.signature).toBe(counterexample?.signature);
  });

  test("finds all failing classes when asked to go on: each of three drawn values, with its own message", async () => {
    const program: Program = async () => {
      const shared = cell(0, "shared");
      const other = await spawn(() => shared.write(9));
      const value = await choose(3);
      await shared.write(value);
      await join(other);
      if ((await shared.read()) === 0) throw new RangeError("none");
      if ((await shared.read()) === 1) throw new TypeError("one");
    };

    const report = await explore(program, { strategy: "dpor", stopAfter: 9 });

    expect(report.counterexamples.map(({ error }) => String(error)).toSorted()).toEqual([
      "RangeError: none",
      "TypeError: one",
    ]);
    expect(report.exhausted).toBe(false);
  });

  test("is undecided when the budget runs out, with an estimate of what there is", async () => {
    const report = await explore(incrementers, { strategy: "dpor", executions: 10 });

    expect(figures(report)).toEqual({
      classes: 10,
      executions: 10,
      exhausted: false,
      redundant: 0,
      verdict: "undecided",
    });
    expect(report.estimatedTotal).toBeGreaterThan(20);
    expect(report.estimatedTotal).toBeLessThan(72);
    expect(report.failureRateBound).toBeUndefined();
  });

  test("is undecided when an execution runs out of steps", async () => {
    const program: Program = async () => {
      const lock = mutex();
      const other = await spawn(() => lock.run(pause));
      await lock.run(pause);
      await join(other);
      for (;;) await pause();
    };

    const report = await explore(program, { strategy: "dpor", maxSteps: 40, executions: 50 });

    expect([report.verdict, report.exhausted]).toEqual(["undecided", false]);
  });

  test("is undecided about a program that does not end, and says who goes on", async () => {
    const program: Program = async () => {
      const shared = cell(0, "shared");
      await spawn("reader", async () => {
        for (;;) await shared.read();
      });
      for (let value = 0; ; value += 1) await shared.write(value);
    };

    const report = await explore(program, { strategy: "dpor", executions: 3 });

    expect([report.verdict, report.exhausted, report.undecided]).toEqual(["undecided", false, 1]);
    expect(report.unfinished).not.toEqual([]);
  });

  test("tells a program that differs from run to run, with the step, and gives no count", async () => {
    let runs = 0;
    const program: Program = async () => {
      runs += 1;
      const shared = cell(0, "shared");
      const other = await spawn(() => (runs % 2 === 0 ? shared.read() : shared.write(1)));
      await shared.write(2);
      await join(other);
    };

    const report = await explore(program, { strategy: "dpor" });

    expect(report).toMatchObject({ verdict: "undecided", exhausted: false, executions: 1 });
    expect(report.brokenOff).toMatchObject({
      name: "UncontrolledNondeterminism",
      message: expect.stringContaining("step") as unknown,
    });
  });

  test("gives the report of one worker, whatever the number", async () => {
    const one = await explore(incrementers, { strategy: "dpor", module: MODULE });
    const two = await explore(incrementers, { strategy: "dpor", module: MODULE, workers: 2 });

    expect(figures(two)).toEqual(figures(one));
    expect(figures(one)).toEqual({ classes: 36, executions: 36, exhausted: true, redundant: 0, verdict: "passed" });
  });
});

describe("dfs", () => {
  const two: Program = async () => {
    const counter = cell(0, "counter");
    const gate = mutex("gate");
    await gate.acquire();
    const increment = async (): Promise<void> => {
      await counter.write((await counter.read()) + 1);
    };
    const [one, other] = [await spawn(increment), await spawn(increment)];
    await join(one);
    await join(other);
  };

  test("runs every schedule, of which a reduction needs four", async () => {
    const [all, reduced] = [
      await explore(two, { strategy: "dfs", executions: 10_000 }),
      await explore(two, { strategy: "dpor" }),
    ];

    expect([all.verdict, all.exhausted, all.classes, reduced.executions]).toEqual(["passed", true, 4, 4]);
    expect(all.executions).toBe(69);
  });

  test("runs more with each preemption that is allowed, and says that it is bounded", async () => {
    const executions: number[] = [];
    for (const preemptionBound of [0, 1, 2, 3]) {
      const report = await explore(two, { strategy: "dfs", executions: 10_000, preemptionBound });
      executions.push(report.executions);
      expect([report.verdict, report.exhausted]).toEqual(["passed", false]);
    }

    expect(executions).toEqual([...executions].toSorted((one, other) => one - other));
    expect(executions[0]).toBeLessThan(executions[3] ?? 0);
  });

  test("runs one execution without delays", async () => {
    const report = await explore(two, { strategy: "dfs", delayBound: 0 });

    expect([report.executions, report.exhausted]).toEqual([1, false]);
  });

  test("is cut into parts, and gives one report for any number of workers", async () => {
    const options: ExploreOptions = { strategy: "dfs", executions: 3_000, module: MODULE };
    const [one, other] = [
      await explore(incrementers, options),
      await explore(incrementers, { ...options, workers: 2 }),
    ];

    expect({ ...other, elapsedMs: 0 }).toEqual({ ...one, elapsedMs: 0 });
    expect([one.executions, one.verdict]).toEqual([3_000, "undecided"]);
  });
});

test.each<[ExploreOptions, string]>([
  [{ strategy: "dfs", preemptionBound: -1 }, "preemptionBound of an exploration must be a whole number of at least 0"],
  [{ strategy: "dfs", delayBound: 0.5 }, "delayBound of an exploration must be a whole number"],
  [{ strategy: "dpor", preemptionBound: 2 }, 'preemptionBound requires strategy "dfs", but the strategy is "dpor"'],
  [{ delayBound: 2 }, 'delayBound requires strategy "dfs", but the strategy is "portfolio"'],
])("refuses %j", async (options, message) => {
  await expect(explore(incrementers, options)).rejects.toThrow(message);
});
