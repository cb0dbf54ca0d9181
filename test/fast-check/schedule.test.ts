// One run of a schedule: effects, errors and output.

import assert from "node:assert/strict";

import fc from "fast-check";
import { choose, Deadlock, explore, join, Livelock, pause, receive, self, send, spawn, UsageError } from "heddle";
import type { ExploreOptions } from "heddle";
import { schedule } from "heddle/fast-check";
import type { Schedule, ScheduleOptions } from "heddle/fast-check";
import { cell, mutex } from "heddle/memory";
import { Role } from "heddle/strategy";
import { describe, expect, test } from "vitest";

import { plainText } from "../../src/trace/index.ts";

/** One schedule of many. */
function drawn(options?: ScheduleOptions, seed: number = 1): Schedule {
  const [first] = fc.sample(schedule(options), { seed, numRuns: 1 });
  assert.ok(first);
  return first;
}

async function thrownBy(work: () => unknown): Promise<unknown> {
  try {
    await work();
  } catch (error) {
    return error;
  }
  return undefined;
}

async function codeOf(work: () => unknown): Promise<string | undefined> {
  const error = await thrownBy(work);
  expect(error).toBeInstanceOf(UsageError);
  return (error as UsageError).code;
}

describe("a run", () => {
  test("resolves when the program completes", async () => {
    await expect(drawn().run(pause)).resolves.toBeUndefined();
  });

  test("throws what the program throws, as it is", async () => {
    const failure = new Error("on purpose");
    const s = drawn();
    const thrown = await thrownBy(() => s.run(() => Promise.reject(failure)));
    expect(thrown).toBe(failure);
    expect(s.counterexample?.error).toBe(failure);
  });

  test("throws a deadlock", async () => {
    const program = async (): Promise<void> => {
      const lock = mutex("lock");
      await lock.acquire();
      await lock.acquire();
    };
    expect(await thrownBy(() => drawn().run(program))).toBeInstanceOf(Deadlock);
  });

  test("throws a livelock", async () => {
    const program = async (): Promise<void> => {
      const flag = cell(false, "flag");
      while (!(await flag.read())) await pause();
    };
    expect(await thrownBy(() => drawn({ maxSteps: 500 }).run(program))).toBeInstanceOf(Livelock);
  });

  test("takes the same steps each time", async () => {
    const s = drawn();
    const program = async (): Promise<void> => {
      const body = async (): Promise<void> => {
        for (let count = 0; count < 3; count += 1) await pause();
      };
      const pids = [await spawn("a", body), await spawn("b", body)];
      for (const pid of pids) await join(pid);
      throw new Error("to be traced");
    };

    const traces = [];
    for (let count = 0; count < 2; count += 1) {
      await thrownBy(() => s.run(program));
      traces.push(s.counterexample?.trace.map(({ who }) => who));
    }

    expect(traces[0]).toHaveLength(12);
    expect(traces[1]).toEqual(traces[0]);
  });

  test("waits for an exploration that is going on", async () => {
    const running = new Set<string>();
    const overlaps: string[][] = [];
    const named = (name: string) => async (): Promise<void> => {
      running.add(name);
      // Longer than a slice; the event loop runs between slices.
      for (let count = 0; count < 200_000; count += 1) await pause();
      if (running.size > 1) overlaps.push([...running]);
      running.delete(name);
    };
    const options = { maxSteps: 1_000_000 };
    await Promise.all([
      explore(named("explored"), { ...options, executions: 1 }),
      drawn(options).run(named("under a schedule")),
    ]);
    expect(overlaps).toEqual([]);
  });

  test("is skipped where the program says fc.pre", async () => {
    const property = fc.asyncProperty(fc.boolean(), schedule(), (isKept, s) =>
      s.run(() => {
        fc.pre(isKept);
      }),
    );
    const { failed, numSkips } = await fc.check(property, { seed: 1 });
    expect(failed).toBe(false);
    expect(numSkips).toBeGreaterThan(0);
  });

  test("delivers signals at once when it is told to", async () => {
    const program = async (): Promise<void> => {
      const main = self();
      await spawn("child", () => send(main, "hello"));
      await receive("hello");
      throw new Error("to be traced");
    };
    const hasDeliveries = [];
    for (const signals of ["pairwise", "instant"] as const) {
      const s = drawn({ signals });
      await thrownBy(() => s.run(program));
      hasDeliveries.push(s.counterexample?.trace.some(({ role }) => role === Role.delivery));
    }
    expect(hasDeliveries).toEqual([true, false]);
  });
});

describe("schedules", () => {
  test("draw values, and shrink them away", async () => {
    const property = fc.asyncProperty(schedule(), (s) =>
      s.run(async () => {
        const values = [await choose(4), await choose(4), await choose(4)];
        assert.notEqual(values[1], 3);
      }),
    );
    const { counterexample } = await fc.check(property, { seed: 1 });
    const drawnValues = counterexample?.[0].counterexample?.trace.map(({ result = [] }) => plainText(result));
    expect(drawnValues).toEqual(["0", "3", "0"]);
  });

  test("inject faults within their budget", async () => {
    const property = fc.asyncProperty(schedule({ faults: { kill: 1 } }), (s) =>
      s.run(async () => {
        const victim = await spawn("victim", async () => {
          for (let count = 0; count < 3; count += 1) await pause();
        });
        assert.equal(await join(victim), "normal");
      }),
    );
    const { counterexample } = await fc.check(property, { seed: 1 });
    expect(counterexample?.[0].counterexample?.deviations).toHaveLength(1);
  });

  test("that are simpler and run out of steps do not hide what was found", async () => {
    const property = fc.asyncProperty(schedule({ maxSteps: 300 }), (s) =>
      s.run(async () => {
        const flag = cell(false, "flag");
        const turns = cell(0, "turns");
        await spawn("setter", () => flag.write(true));
        while (!(await flag.read())) await turns.update((count) => count + 1);
        throw new Error("seen");
      }),
    );
    const { errorInstance, numShrinks } = await fc.check(property, { seed: 1 });
    expect(errorInstance).toMatchObject({ message: "seen" });
    expect(numShrinks).toBeGreaterThan(0);
  });

  test("show themselves in one line until a run fails, then with lanes", async () => {
    const s = drawn();
    expect(String(s)).toMatchInlineSnapshot(`"schedule(pace 4, seed 4126525111)"`);
    await thrownBy(() =>
      s.run(async () => {
        await pause();
        throw new Error("on purpose");
      }),
    );
    expect(String(s).replace(/(?<=test\.ts:)\d+/, "<line>")).toMatchInlineSnapshot(`
      "schedule(pace 4, seed 4126525111): 1 step, 0 deviations
      #   main   source
      1   pause  schedule.test.ts:<line>
      "
    `);
  });
});

describe("refused are", () => {
  test("options that do not exist, those of explore among them", async () => {
    expect(await codeOf(() => schedule({ executions: 5 } as ExploreOptions))).toBe("unknown-option");
  });

  test("options with wrong values", async () => {
    expect(await codeOf(() => schedule({ maxSteps: 0 }))).toBe("invalid-option");
  });

  test("programs that are no functions", async () => {
    expect(await codeOf(() => drawn().run("program" as unknown as () => void))).toBe("no-program");
  });

  test("runs within an execution", async () => {
    const s = drawn();
    const report = await explore(() => s.run(pause), { executions: 1 });
    expect(report.counterexamples[0]?.error).toMatchObject({ code: "nested-exploration" });
  });

  test("two runs of one schedule at once", async () => {
    const s = drawn();
    const first = s.run(pause);
    expect(await codeOf(() => s.run(pause))).toBe("schedule-in-use");
    await first;
  });

  test("programs that do not end", async () => {
    const endless = async (): Promise<void> => {
      const turns = cell(0, "turns");
      for (;;) await turns.update((count) => count + 1);
    };
    expect(await codeOf(() => drawn({ maxSteps: 100 }).run(endless))).toBe("out-of-steps");
  });
});
