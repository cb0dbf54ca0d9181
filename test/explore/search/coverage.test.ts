// Coverage in reports: estimates of unseen classes, and vacuous explorations.

import { choose, explore, join, pause, spawn, verify } from "heddle";
import type { ExecutionStart } from "heddle/strategy";
import { describe, expect, test } from "vitest";

import { RandomWalk } from "../../../src/strategy/index.ts";

const twoWalkers = async (): Promise<void> => {
  for (let actor = 0; actor < 2; actor += 1) await spawn(() => pause());
};

/** Two members that take turns. */
class Turns extends RandomWalk {
  member = "even";

  override begin(start: ExecutionStart): void {
    this.member = start.index % 2 === 0 ? "even" : "odd";
    super.begin(start);
  }
}

describe("an exploration in which no choice ever had two alternatives", () => {
  test("is undecided and stops early", async () => {
    const report = await explore(() => pause(), { executions: 1_000 });

    expect(report).toMatchObject({
      verdict: "undecided",
      isVacuous: true,
      executions: 16,
      failureRateBound: undefined,
    });
  });

  test("of fewer executions is undecided at its end", async () => {
    expect(await explore(() => pause(), { executions: 3 })).toMatchObject({ verdict: "undecided", isVacuous: true });
  });

  test("passes if it has several actors: a fix may leave nothing to choose", async () => {
    const oneAfterTheOther = async (): Promise<void> => {
      for (const name of ["first", "second"]) await join(await spawn(name, () => undefined));
    };

    expect(await explore(oneAfterTheOther, { executions: 1_000 })).toMatchObject({
      verdict: "passed",
      isVacuous: false,
      isSequential: true,
      executions: 16,
      failureRateBound: 0,
    });
    expect(await verify(oneAfterTheOther)).toMatchObject({ verdict: "passed", isSequential: true, exhausted: true });
  });

  test("is violated when it fails all the same", async () => {
    const report = await explore(() => {
      throw new Error("always");
    });

    expect(report).toMatchObject({ verdict: "violated", isVacuous: false });
  });

  test("goes on while random values may lead to a choice", async () => {
    const report = await explore(async () => (Math.random() < 0.02 ? twoWalkers() : pause()), { executions: 1_000 });

    expect(report).toMatchObject({ verdict: "passed", isVacuous: false, executions: 1_000 });
  });

  test("is not claimed when executions ran out of steps", async () => {
    const endless = async (): Promise<void> => {
      for (;;) await pause();
    };

    const report = await explore(endless, { executions: 40, maxSteps: 10 });

    expect(report).toMatchObject({ verdict: "undecided", isVacuous: false, executions: 40, undecided: 40 });
  });

  test("is not claimed when values were drawn", async () => {
    expect(await explore(() => choose(2), { executions: 40 })).toMatchObject({ verdict: "passed", isVacuous: false });
  });
});

describe("a report", () => {
  test("that passed gives the rule of three", async () => {
    expect(await explore(twoWalkers, { executions: 600 })).toMatchObject({
      verdict: "passed",
      failureRateBound: 3 / 600,
    });
    expect(await explore(twoWalkers, { executions: 2 })).toMatchObject({ failureRateBound: 1 });
  });

  test("has one strategy unless several take turns", async () => {
    const report = await explore(twoWalkers, { strategy: "pct", executions: 100 });

    const { classes, newClassProbability, newClassProbabilityError } = report;
    expect(report.strategies).toEqual([
      { strategy: "pct", executions: 100, classes, newClassProbability, newClassProbabilityError },
    ]);
  });

  test("has the strategies that took turns, and their mean", async () => {
    const report = await explore(
      async () => {
        await choose(50);
      },
      { strategy: new Turns(), executions: 101 },
    );

    const [even, odd] = report.strategies;
    expect(report.strategies.map(({ strategy }) => strategy)).toEqual(["even", "odd"]);
    expect([even?.executions, odd?.executions]).toEqual([51, 50]);
    expect((even?.classes ?? 0) + (odd?.classes ?? 0)).toBe(report.classes);
    const mean = (51 * (even?.newClassProbability ?? 0) + 50 * (odd?.newClassProbability ?? 0)) / 101;
    expect(report.newClassProbability).toBeCloseTo(mean, 12);
    expect(report.newClassProbabilityError).toBeGreaterThan(0);
  });
});
