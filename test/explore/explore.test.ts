// Explorations and replays: reports, determinism, and usage errors.

import assert from "node:assert/strict";

import { choose, explore, join, pause, replay, ReplayDivergence, scenario, spawn } from "heddle";
import { cell } from "heddle/memory";
import { describe, expect, test } from "vitest";

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

describe("a report", () => {
  test("of a program that holds counts executions, steps and classes", async () => {
    const report = await explore(
      async () => {
        const shared = cell(0);
        await Promise.all([shared.write(1), shared.write(2)]);
      },
      { executions: 100 },
    );
    expect(report).toMatchObject({
      verdict: "passed",
      executions: 100,
      steps: 300,
      classes: 2,
      newClassProbability: 0,
      exhausted: false,
      interrupted: false,
      counterexamples: [],
    });
  });

  test("of a program that fails has the counterexample with its trace", async () => {
    const { counterexamples, verdict } = await explore(lostUpdate);
    const [found] = counterexamples;
    assert(found !== undefined);
    expect(verdict).toBe("violated");
    expect(found.error).toBeInstanceOf(assert.AssertionError);
    expect(found.signature).toBe("AssertionError in main at lostUpdate (explore.test.ts): strictEqual");
    expect(found.steps).toBe(found.trace.length);
    expect(found.deviations.length).toBeGreaterThan(0);
    const read = found.trace.find((step) => step.kind === "cell.read");
    expect(read).toMatchObject({ actor: "main/first", object: ["counter"], result: ["0"] });
    expect(read?.source?.file).toMatch(/explore\.test\.ts$/);
  });

  test("with stopAfter 2 has two counterexamples that are different bugs", async () => {
    const { counterexamples } = await explore(
      async () => {
        const value = await choose(3);
        if (value === 1) throw new RangeError("one");
        if (value === 2) throw new TypeError("two");
      },
      { stopAfter: 2 },
    );
    expect(counterexamples.map(({ signature }) => signature.split(" ")[0]).toSorted()).toEqual([
      "RangeError",
      "TypeError",
    ]);
  });
});

describe("a replay", () => {
  test("of a token gives the same trace and failure, 100 times", async () => {
    const [found] = (await explore(lostUpdate)).counterexamples;
    assert(found !== undefined);
    for (let time = 0; time < 100; time += 1) {
      const execution = await replay(lostUpdate, found.token);
      assert.deepEqual(execution.trace, found.trace);
      assert.equal(execution.signature, found.signature);
    }
  });

  test("of either kind of token gives the same trace", async () => {
    // The token of a long random execution is a seed, that of a short one its deviations; both must replay.
    const kinds = new Set<string | undefined>();
    for (const seed of [1, 2, 3, 4, 5, 6, 7, 8]) {
      const [found] = (await explore(lostUpdate, { seed, name: "l" })).counterexamples;
      assert(found !== undefined);
      for (const { token, trace } of [found, found.original]) {
        kinds.add(token.split(":")[2]);
        const execution = await replay(lostUpdate, token, { name: "l" });
        assert.deepEqual(execution.trace, trace);
      }
    }
    expect([...kinds].toSorted()).toEqual(["plan", "seed"]);
  });

  test("keeps random values, ids and drawn values", async () => {
    const program = async (): Promise<void> => {
      const seen = [Math.random(), globalThis.crypto.randomUUID(), await choose(1_000)];
      await pause();
      throw new Error(JSON.stringify(seen));
    };
    const [found] = (await explore(program)).counterexamples;
    assert(found !== undefined);
    const execution = await replay(program, found.token);
    expect(execution.error).toEqual(found.error);
  });

  test("of a program that was repaired says that it has changed", async () => {
    const [found] = (await explore(lostUpdate)).counterexamples;
    assert(found !== undefined);
    const repaired = async (): Promise<void> => {
      const counter = cell(0, "counter");
      const increment = (): Promise<number> => counter.update((value) => value + 1);
      await join(await spawn("first", increment));
      await join(await spawn("second", increment));
    };
    const attempt = replay(repaired, found.token, { name: "lostUpdate" });
    await expect(attempt).rejects.toBeInstanceOf(ReplayDivergence);
    await expect(replay(repaired, found, { name: "lostUpdate" })).rejects.toThrow(/step 2 was .*, now it is .*/);
  });

  test("of a token of another program names both", async () => {
    const [found] = (await explore(lostUpdate)).counterexamples;
    assert(found !== undefined);
    await expect(replay(pause, found.token)).rejects.toThrow(
      /belongs to the program "lostUpdate", but this is "pause"/,
    );
  });
});

describe("wrong options", () => {
  const cases: readonly [string, Record<string, unknown>, string, RegExp][] = [
    [
      "unknown",
      { executons: 5 },
      "unknown-option",
      /Unknown option "executons" of an exploration. The options are name, strategy, preemptionBound, delayBound, seed/,
    ],
    [
      "a negative count",
      { executions: -1 },
      "invalid-option",
      /executions of an exploration must be a whole number of at least 1, but is -1/,
    ],
    ["a fractional count", { executions: 1.5 }, "invalid-option", /must be a whole number of at least 1, but is 1.5/],
    [
      "a count that is no number",
      { maxSteps: "many" },
      "invalid-option",
      /maxSteps of an exploration must be a whole number of at least 1, but is "many"/,
    ],
    [
      "an unknown mode",
      { signals: "slow" },
      "invalid-option",
      /signals of an exploration must be "pairwise" or "instant"/,
    ],
    ["an unknown strategy", { strategy: "luck" }, "unknown-strategy", /Unknown strategy "luck"/],
    ["a strategy that is none", { strategy: {} }, "unknown-strategy", /begin, choose and draw/],
    ["a seed that is no text", { seed: {} }, "invalid-seed", /must be a string or a finite number/],
    [
      "an unknown fault",
      { faults: { flood: 1 } },
      "invalid-option",
      /Unknown fault "flood". The faults are kill, crash, restart, partition, /,
    ],
    [
      "a budget that is no number",
      { faults: { drop: 1.5 } },
      "invalid-option",
      /faults.drop of an exploration must be a whole number/,
    ],
    [
      "budgets that are none",
      { faults: 1 },
      "invalid-option",
      /faults of an exploration must be an object with the budget of each fault/,
    ],
    [
      "a budget of no time",
      { timeLimitMs: 0 },
      "invalid-option",
      /timeLimitMs of an exploration must be a number greater than 0/,
    ],
  ];
  test.each(cases)("%s are refused with what to do", async (_what, options, code, message) => {
    await expect(explore(pause, options)).rejects.toMatchObject({ name: "UsageError", code });
    await expect(explore(pause, options)).rejects.toThrow(message);
  });

  test("a program that is no function is refused", async () => {
    await expect(explore("lost-update" as never)).rejects.toMatchObject({ code: "no-program" });
  });

  test("a scenario without a usable name is refused", () => {
    expect(() => scenario({ name: "two words", program: pause })).toThrow(/needs a name without spaces/);
  });

  test("a scenario with an unknown option, or one of a wrong value, is refused", () => {
    const misspelt = { name: "one", program: pause, expects: "violated" };
    expect(() => scenario(misspelt)).toThrow(
      'Unknown option "expects" of a scenario. The options are name, summary, expected, program, options.',
    );
    expect(() => scenario({ name: "one", program: pause, expected: "failed" as "passed" })).toThrow(
      'expected of the scenario one must be "passed" or "violated", but is "failed".',
    );
  });
});

test("two explorations at once run one after the other", async () => {
  const reports = await Promise.all([explore(lostUpdate), explore(lostUpdate, { seed: 2 })]);
  expect(reports.map(({ verdict }) => verdict)).toEqual(["violated", "violated"]);
});

test("abort ends an exploration with what it has found", async () => {
  const controller = new AbortController();
  const report = await explore(
    async () => {
      await Promise.all([pause(), pause()]);
    },
    {
      executions: 1_000_000_000,
      signal: controller.signal,
      onProgress: ({ executions }) => {
        if (executions > 100) controller.abort();
      },
    },
  );
  expect(report).toMatchObject({ verdict: "undecided", interrupted: true });
  expect(report.executions).toBeGreaterThan(100);
});

test("a time budget ends an exploration", async () => {
  const report = await explore(() => Promise.all([pause(), pause()]), { executions: 1_000_000_000, timeLimitMs: 200 });
  expect(report.verdict).toBe("passed");
  expect(report.executions).toBeLessThan(1_000_000_000);
});
