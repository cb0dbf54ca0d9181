// Shrinking of failing executions, with one program per property.

import assert from "node:assert/strict";

import { choose, explore, join, pause, shrink, sleep, spawn, UsageError } from "heddle";
import type { Counterexample, ExploreOptions, Program } from "heddle";
import { cell, mutex } from "heddle/memory";
import type { Mutex } from "heddle/memory";
import { expect, test } from "vitest";

async function first(program: Program, options: ExploreOptions = {}): Promise<Counterexample> {
  const [found] = (await explore(program, { name: "program", executions: 20_000, ...options })).counterexamples;
  assert(found !== undefined);
  return found;
}

async function lostUpdate(): Promise<void> {
  const counter = cell(0, "counter");
  const increment = async (): Promise<void> => {
    await counter.write((await counter.read()) + 1);
  };
  const pids = [await spawn("alice", increment), await spawn("bob", increment), await spawn("carol", increment)];
  for (const pid of pids) await join(pid);
  assert.equal(await counter.read(), 3);
}

test("a drawn value becomes the least that fails", async () => {
  const found = await first(async () => {
    const value = await choose(1_000);
    await pause();
    assert.ok(value < 37, "too much");
  });

  expect(found.deviations.map(({ alternative }) => alternative)).toEqual([37]);
  expect(found.explanation?.sentence).toBe("Fails with 37 drawn in every order that was tried.");
});

test("of several faults those are left that it takes", async () => {
  const program = async (): Promise<void> => {
    const pids = [];
    const done: string[] = [];
    for (const name of ["one", "two", "three"]) {
      pids.push(
        await spawn(name, async () => {
          await pause();
          done.push(name);
        }),
      );
    }
    for (const pid of pids) await join(pid);
    assert.ok(done.includes("two"), "two did not come to its end");
  };
  const found = await first(program, { faults: { kill: 3 }, strategy: "random" });

  const kills = found.trace.filter(({ kind }) => kind === "kill");
  expect(kills?.map(({ actor }) => actor)).toEqual(["main/two"]);
});

test("the failure stays the same where a smaller schedule leads to another", async () => {
  const program = async (): Promise<void> => {
    const order: string[] = [];
    const pids = [];
    for (const name of ["a", "b", "c", "d"]) {
      pids.push(
        await spawn(name, async () => {
          await pause();
          order.push(name);
        }),
      );
    }
    for (const pid of pids) await join(pid);
    if (order.join("") === "dcba") throw new RangeError("backwards");
    if (order[0] !== "a") throw new TypeError("not a first");
  };
  const { counterexamples } = await explore(program, { name: "program", executions: 5_000, stopAfter: 2 });

  const backwards = counterexamples.find(({ error }) => error instanceof RangeError);
  const notFirst = counterexamples.find(({ error }) => error instanceof TypeError);
  expect(backwards?.error).toBeInstanceOf(RangeError);
  expect(backwards?.deviations).toHaveLength(3);
  expect(notFirst?.error).toBeInstanceOf(TypeError);
  expect(notFirst?.deviations).toHaveLength(1);
});

test("a deadlock becomes small, and the two acquires are named", async () => {
  const program = async (): Promise<void> => {
    const [left, right] = [mutex("left"), mutex("right")];
    const both = async (outer: Mutex, inner: Mutex): Promise<void> => {
      await outer.acquire();
      await inner.acquire();
      await inner.release();
      await outer.release();
    };
    const one = await spawn("one", () => both(left, right));
    const two = await spawn("two", () => both(right, left));
    await join(one);
    await join(two);
  };
  const shrunk = await first(program);

  expect(shrunk.outcome.kind).toBe("deadlocked");
  expect(shrunk.deviations).toHaveLength(1);
  expect(shrunk.explanation?.sentence).toMatchInlineSnapshot(
    `"Fails when \`one: mutex.acquire(left)\` comes before \`two: mutex.acquire(left)\` and \`two: mutex.acquire(right)\` before \`one: mutex.acquire(right)\`; passes when either is the other way round."`,
  );
});

test("a livelock becomes small and stays one", async () => {
  const program = async (): Promise<void> => {
    const flags = [cell(false, "left"), cell(false, "right")] as const;
    const polite = async (own: 0 | 1, other: 0 | 1): Promise<void> => {
      for (;;) {
        await flags[own].write(true);
        if (!(await flags[other].read())) return;
        await flags[own].write(false);
      }
    };
    await spawn("one", () => polite(0, 1));
    await spawn("two", () => polite(1, 0));
  };
  const found = await first(program, { maxSteps: 2_000, strategy: "round-robin", executions: 1 });

  expect(found.outcome.kind).toBe("livelocked");
  expect(found.signature).toBe(found.original.signature);
  expect(found.deviations.length).toBeLessThan(found.original.deviations.length);
});

test("an assertion of a check is shrunk like any other", async () => {
  const program = async (): Promise<void> => {
    if ((await choose(30)) >= 3) await pause();
    await pause();
  };
  const checks = [
    ({ steps }: { readonly steps: number }): void => {
      assert.ok(steps < 4, "one step more");
    },
  ];
  const shrunk = await first(program, { checks });

  expect(shrunk.deviations.map(({ alternative }) => alternative)).toEqual([3]);
});

test("random values of the program stay what they were", async () => {
  const program = async (): Promise<void> => {
    const value = Math.random();
    await pause();
    await spawn(() => pause());
    await spawn(() => pause());
    assert.ok(value < 0.5, String(value));
  };
  const found = await first(program);

  expect(String(found.error)).toBe(String(found.original.error));
});

test("time-outs that fire early are left out where they have no part in it", async () => {
  const program = async (): Promise<void> => {
    const flag = cell(false, "flag");
    await spawn("late", () => sleep(5));
    await spawn("setter", () => flag.write(true));
    assert.equal(await flag.read(), false);
  };
  const shrunk = await first(program, { strategy: "random" });

  expect(shrunk.trace.map(({ kind }) => kind)).not.toContain("timer");
});

test.each([3, 10, 200])("no more than %i re-runs are spent when no more are allowed", async (reruns) => {
  const shrunk = await first(lostUpdate, { shrink: reruns, strategy: "random" });

  expect(shrunk.reruns).toBeLessThanOrEqual(reruns);
  expect(shrunk.error).toBeInstanceOf(assert.AssertionError);
  expect(shrunk.isMinimal).toBe(reruns === 200);
});

test("shrink: false leaves the execution as it was found", async () => {
  const found = await first(lostUpdate, { shrink: false });

  expect(found.explanation).toBeUndefined();
});

test("progress tells how many re-runs there were, and then of none", async () => {
  const seen: number[] = [];
  const slow = async (): Promise<void> => {
    let sum = 0;
    for (let index = 0; index < 5_000_000; index += 1) sum += index % 7;
    assert.ok(sum > 0);
    await lostUpdate();
  };
  await first(slow, {
    onProgress: ({ reruns }) => {
      seen.push(reruns);
    },
  });

  expect(Math.max(...seen)).toBeGreaterThan(0);
});

test("an exploration that is ended while it shrinks keeps what it has", async () => {
  const abort = new AbortController();
  const [found] = (
    await explore(lostUpdate, {
      name: "program",
      strategy: "random",
      signal: abort.signal,
      onProgress: ({ reruns }) => {
        if (reruns > 0) abort.abort();
      },
    })
  ).counterexamples;

  expect(found?.error).toBeInstanceOf(assert.AssertionError);
});

test("a failure from outside heddle's control is not shrunk", async () => {
  const program = async (): Promise<void> => {
    await spawn(() => pause());
    await new Promise((resolve) => {
      setTimeoutOutside(resolve);
    });
    await pause();
  };
  const found = await first(program, { executions: 1 });

  expect(found.explanation).toBeUndefined();
});

const realImmediate = setImmediate;
function setTimeoutOutside(resolve: (value: unknown) => void): void {
  realImmediate(resolve, undefined);
}

test("shrink() takes a token and gives what explore gives", async () => {
  const found = await first(lostUpdate);

  const again = await shrink(lostUpdate, found.original.token, { name: "program" });

  expect({ ...again, index: found.index }).toEqual(found);
});

test("shrink() takes a counterexample that was not shrunk", async () => {
  const found = await first(lostUpdate, { shrink: false });

  const again = await shrink(lostUpdate, found, { name: "program" });

  expect(again.deviations).toHaveLength(1);
});

test.each([0, -1, 1.5, Number.NaN])("shrink() refuses %d executions", async (executions) => {
  const found = await first(lostUpdate, { shrink: false });

  await expect(shrink(lostUpdate, found, { name: "program", executions })).rejects.toThrow(UsageError);
});

test.each([0, -1, 1.5, "much"])("explore() refuses shrink: %s", async (value) => {
  const options = { shrink: value } as ExploreOptions;

  await expect(explore(lostUpdate, options)).rejects.toThrow(/shrink of an exploration must be/);
});

test("shrink() refuses the token of another program", async () => {
  const found = await first(lostUpdate, { shrink: false });

  await expect(shrink(lostUpdate, found.token, { name: "other" })).rejects.toThrow(/belongs to the program "program"/);
});

test("a shrunk counterexample of a scenario is the same on several workers", async () => {
  const { increments } = await import("./fixtures/increments.ts");
  const module = new URL("./fixtures/increments.ts", import.meta.url);
  const [one, two] = await Promise.all(
    [1, 2].map(async (workers) => first(increments, { name: "increments", workers, module })),
  );
  expect(two).toEqual(one);
});

test("of an execution of a thousand steps the two races are named", async () => {
  const counter = async (): Promise<void> => {
    const count = cell(0, "count");
    const increment = async (): Promise<void> => {
      for (let round = 0; round < 300; round += 1) await count.write((await count.read()) + 1);
    };
    const pids = [await spawn("alice", increment), await spawn("bob", increment)];
    for (const pid of pids) await join(pid);
    assert.equal(await count.read(), 600);
  };
  const { deviations, explanation, original, switches } = await first(counter);

  expect(original.steps).toBe(1_207);
  expect(switches).toBe(4);
  expect(explanation?.depth).toBe(2);
  expect(deviations).toHaveLength(1);
  expect(explanation?.sentence).toBe(
    "Fails when `alice: cell.read(count)` comes before `bob: cell.write(count)` and `bob: cell.read(count)` before " +
      "`alice: cell.write(count)`; passes when either is the other way round.",
  );
});

test("where every order fails, the sentence says so", async () => {
  const program = async (): Promise<void> => {
    await spawn("one", () => pause());
    await spawn("two", () => pause());
    throw new Error("in any case");
  };
  const { explanation } = await first(program);

  expect(explanation?.depth).toBe(0);
  expect(explanation?.sentence).toBe("Fails in every order that was tried.");
});

test("a failure after ten thousand steps is not lost to shrinking", { timeout: 60_000 }, async () => {
  const program = async (): Promise<void> => {
    const count = cell(0, "count");
    const player = async (): Promise<void> => {
      for (let round = 0; round < 1_700; round += 1) {
        await pause();
        await count.read();
      }
      await count.write((await count.read()) + 1);
    };
    const pids = [await spawn("one", player), await spawn("two", player), await spawn("three", player)];
    for (const pid of pids) await join(pid);
    assert.equal(await count.read(), 3);
  };
  const found = await first(program, { maxSteps: 20_000, strategy: "random", executions: 200, shrink: 60 });

  expect(found.steps).toBeGreaterThan(10_000);
  expect(found.signature).toBe(found.original.signature);
});

test("fewer than three re-runs leave a counterexample as it is", async () => {
  const shrunk = await first(lostUpdate, { shrink: 1, strategy: "random" });

  expect(shrunk.explanation).toBeUndefined();
});
