// Several workers produce the report of one, survive faulty programs, and release all resources. They run the
// built heddle: `npm test` builds first.

import { tmpdir } from "node:os";
import { join } from "node:path";
import { rmSync } from "node:fs";
import { setTimeout as delay } from "node:timers/promises";

import { explore, pause, scenario } from "heddle";
import type { ExploreOptions, Program, Report } from "heddle";
import { RandomWalk } from "heddle/strategy";
import { describe, expect, test } from "vitest";

import * as programs from "../fixtures/programs.ts";

const MODULE = new URL("../fixtures/programs.ts", import.meta.url);

/** A report without its time. */
function timeless(report: Report): unknown {
  return { ...report, elapsedMs: 0 };
}

/** The reports of one, two and three workers. */
async function reports(program: Program, options: ExploreOptions): Promise<readonly Report[]> {
  const all: Report[] = [];
  for (const workers of [1, 2, 3]) all.push(await explore(program, { ...options, workers, module: MODULE }));
  return all;
}

describe("one, two and three workers give the same report", () => {
  const { carefree, checked, forgetful, gated, rare, ruled, threeBugs } = programs;
  const cases: readonly (readonly [string, Program, ExploreOptions, Partial<Report>])[] = [
    ["of a random walk", carefree, { strategy: "random", executions: 5_000 }, { verdict: "passed" }],
    ["of pct", carefree, { strategy: "pct", executions: 3_000 }, { verdict: "passed", executions: 3_000 }],
    ["of the portfolio", carefree, { strategy: "portfolio", executions: 3_000 }, { verdict: "passed" }],
    ["of a rare failure", rare, { strategy: "random", executions: 20_000, seed: 2 }, { verdict: "violated" }],
    ["of a failure that pct finds", rare, { strategy: "pct", executions: 20_000 }, { verdict: "violated" }],
    ["of three bugs", threeBugs, { strategy: "random", stopAfter: 3 }, { verdict: "violated" }],
    ["of a program that needs attribution", gated, { strategy: "random" }, { verdict: "passed" }],
    ["of leaks", forgetful, { strategy: "random", stopAfter: 5, executions: 30 }, {}],
    ["of checks", checked.program, { ...checked.options, strategy: "random" }, { verdict: "violated" }],
    ["of rules", ruled.program, { ...ruled.options, strategy: "random", stopAfter: 2 }, { verdict: "violated" }],
    ["of executions that are too long", carefree, { strategy: "random", maxSteps: 5 }, { undecided: 1_000 }],
  ];

  test.each(cases)("%s", async (_what, program, options, expected) => {
    const [one, two, three] = await reports(program, options);

    expect(one).toMatchObject(expected);
    expect(two && timeless(two)).toStrictEqual(one && timeless(one));
    expect(three && timeless(three)).toStrictEqual(one && timeless(one));
  });
});

test("a worker that a program ends is replaced, and its executions are run again", async () => {
  const mark = join(tmpdir(), `heddle-mark-${process.pid}`);
  process.env["HEDDLE_MARK"] = mark;
  const options = { strategy: "random", executions: 2_000 } as const;
  try {
    const report = await explore(programs.deadlyOnce, { ...options, workers: 2, module: MODULE });

    const alone = await explore(programs.deadlyOnce, options);
    expect(timeless(report)).toStrictEqual(timeless(alone));
    expect(report.executions).toBe(2_000);
    rmSync(mark);
  } finally {
    rmSync(mark, { force: true });
  }
});

test("executions that end two workers end the exploration, and are named", async () => {
  const exploring = explore(programs.deadly, { strategy: "random", workers: 2, module: MODULE });

  const { brokenOff, verdict } = await exploring;
  expect(verdict).toBe("undecided");
  expect(brokenOff).toMatchObject({ code: "worker-crashed" });
  expect(brokenOff?.message).toMatch(
    /in execution \d+ of strategy "random" with seed "heddle": it exited with code 3, as process\.exit\(\) does/,
  );
});

test.each(["random", "dfs"] as const)(
  "state that outlives an execution in a worker is found by %s",
  async (strategy) => {
    const { brokenOff, verdict } = await explore(programs.leaky, { strategy, workers: 2, module: MODULE });

    expect(verdict).toBe("undecided");
    expect(brokenOff).toMatchObject({ name: "UncontrolledNondeterminism", code: "leaks-between-executions" });
    expect(brokenOff?.message).toMatch(/programs\.ts:\d+/);
  },
);

test("workers call the reset of a scenario", async () => {
  const { options, program } = programs.resetting;
  const report = await explore(program, { ...options, strategy: "random", workers: 2, module: MODULE });

  expect(report).toMatchObject({ verdict: "passed", brokenOff: undefined });
});

test("abort ends an exploration of several workers with what it has found", async () => {
  const controller = new AbortController();
  const seen: number[] = [];

  const report = await explore(programs.carefree, {
    strategy: "random",
    executions: 1_000_000_000,
    workers: 2,
    module: MODULE,
    signal: controller.signal,
    onProgress: ({ executions }) => {
      seen.push(executions);
      if (executions > 5_000) controller.abort();
    },
  });

  expect(report).toMatchObject({ verdict: "undecided", interrupted: true });
  expect(report.executions).toBeGreaterThanOrEqual(5_000);
  expect(seen).toEqual(seen.toSorted((one, other) => one - other));
});

test("abort before the beginning runs nothing", async () => {
  const report = await explore(programs.carefree, { workers: 2, module: MODULE, signal: AbortSignal.abort() });

  expect(report).toMatchObject({ verdict: "undecided", interrupted: true, executions: 0 });
});

test("a time budget ends an exploration of several workers", async () => {
  const options = { strategy: "pct", executions: 1_000_000_000, timeLimitMs: 300, workers: 2, module: MODULE } as const;

  const report = await explore(programs.carefree, options);

  expect(report.verdict).toBe("passed");
  expect(report.executions).toBeGreaterThan(0);
});

describe("what workers cannot do is refused with what to do instead:", () => {
  const module = MODULE;
  const workers = 2;
  const { carefree, checked, onlyHere } = programs;
  const here = (): Promise<void> => pause();
  const check = (): void => undefined;
  const cases: readonly (readonly [string, Program, ExploreOptions, string, RegExp])[] = [
    ["no module", carefree, { workers }, "no-module", /module: import\.meta\.url/],
    ["a closure", here, { workers, module }, "not-exported", /does not export this program/],
    [
      "checks of the test",
      carefree,
      { workers, module, checks: [check] },
      "checks-not-exported",
      /options of a scenario/,
    ],
    [
      "other checks than the scenario's",
      checked.program,
      { workers, module, checks: [check] },
      "checks-not-exported",
      /options of a scenario/,
    ],
    [
      "a reset of the test",
      carefree,
      { workers, module, reset: () => undefined },
      "reset-not-exported",
      /reset is a function.*options of a scenario/,
    ],
    [
      "a strategy of the user's own",
      carefree,
      { workers, module, strategy: new RandomWalk() },
      "strategy-not-named",
      /Use the name of a built-in strategy/,
    ],
    [
      "a module that is not there",
      carefree,
      { workers, module: new URL("nowhere.ts", MODULE) },
      "module-not-loaded",
      /cannot be looked up/,
    ],
    ["an export that workers do not see", onlyHere ?? here, { workers, module }, "not-exported", /In a worker/],
  ];

  test.each(cases)("%s", async (...[, program, options, code, message]) => {
    await expect(explore(program, options)).rejects.toMatchObject({ name: "UsageError", code });
    await expect(explore(program, options)).rejects.toThrow(message);
  });

  test.each([
    [0, "The option workers of an exploration must be a whole number of at least 1, but is 0."],
    [-1, "The option workers of an exploration must be a whole number of at least 1, but is -1."],
    [1.5, "The option workers of an exploration must be a whole number of at least 1, but is 1.5."],
    [1_000, "The option workers of an exploration must be at most 256, but is 1000."],
    ["two", 'The option workers of an exploration must be a whole number of at least 1, but is "two".'],
  ])("%j workers", async (count, message) => {
    const exploring = explore(carefree, { workers: count as number });

    await expect(exploring).rejects.toMatchObject({ name: "UsageError", code: "invalid-option", message });
  });

  test("a module that is no URL", async () => {
    await expect(explore(carefree, { module: 7 as never })).rejects.toMatchObject({ code: "invalid-option" });
  });
});

test("one worker needs no module, and may have one", async () => {
  const own = scenario({ name: "own", program: programs.carefree });

  expect(await explore(own.program, { executions: 5 })).toMatchObject({ executions: 5 });
  expect(await explore(own.program, { executions: 5, workers: 1, module: MODULE })).toMatchObject({ executions: 5 });
});

test("an exploration by workers leaves time and randomness of this thread alone", async () => {
  const before = Date.now();

  await explore(programs.carefree, { executions: 100, workers: 2, module: MODULE });
  await delay(5);

  expect(Date.now()).toBeGreaterThan(before);
});
