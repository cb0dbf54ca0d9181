// Trying to acquire, and acquiring with a time-out.

import assert from "node:assert/strict";
import { explore, join, now, sleep, spawn, UsageError } from "heddle";
import { mutex, readWriteLock, semaphore } from "heddle/memory";
import { describe, expect, test } from "vitest";

import { holdsUnderRandomAndPct } from "../../holds.ts";
import { everyOutcome } from "./every-outcome.ts";

describe("tryAcquire", () => {
  test("never waits: of two one may fail", async () => {
    const { classes, outcomes } = await everyOutcome(async (report) => {
      const lock = mutex();
      const tries: boolean[] = [];
      const visit = async (): Promise<void> => {
        const isTaken = await lock.tryAcquire();
        tries.push(isTaken);
        if (isTaken) await lock.release();
      };
      for (const visitor of [await spawn(visit), await spawn(visit)]) await join(visitor);
      report(tries.toSorted());
    });

    expect(outcomes).toEqual(["[false,true]", "[true,true]"]);
    expect(classes).toBe(4);
  });

  test("of a semaphore takes all permits or none", async () => {
    await holdsUnderRandomAndPct(async () => {
      const permits = semaphore(3);
      assert.equal(await permits.tryAcquire(2), true);
      assert.equal(await permits.tryAcquire(2), false);
      assert.equal(await permits.tryAcquire(), true);
      assert.equal(await permits.tryAcquire(), false);
    });
  });
});

describe("acquire with a time-out", () => {
  test("gives up at its time, and the lock stays with its holder", async () => {
    await holdsUnderRandomAndPct(
      async () => {
        const lock = mutex();
        const holder = await spawn(() => lock.run(() => sleep(10)));
        await sleep(1);
        assert.equal(await lock.acquire({ timeout: 5 }), false);
        assert.equal(now(), 6);
        await join(holder);
        assert.equal(await lock.acquire({ timeout: 5 }), true);
        assert.equal(now(), 10);
        await lock.release();
      },
      { time: "lazy" },
    );
  });

  test("leaves no timer behind once it has the lock", async () => {
    await holdsUnderRandomAndPct(
      async () => {
        const lock = mutex();
        const holder = await spawn(() => lock.run(() => sleep(3)));
        await sleep(1);
        assert.equal(await lock.acquire({ timeout: 50 }), true);
        await lock.release();
        await join(holder);
        await sleep(100);
        assert.equal(now(), 103);
      },
      { time: "lazy" },
    );
  });

  test.each([
    ["competing", 9],
    ["lazy", 3],
  ] as const)("may win or lose against the release: %s time", async (time, expected) => {
    const { classes, outcomes } = await everyOutcome(
      async (report) => {
        const lock = mutex();
        const holder = await spawn(async () => {
          await lock.acquire();
          await sleep(1);
          await lock.release();
        });
        const isTaken = await lock.acquire({ timeout: 1 });
        if (isTaken) await lock.release();
        await join(holder);
        report(isTaken);
      },
      { time },
    );

    expect(outcomes).toEqual(["false", "true"]);
    expect(classes).toBe(expected);
  });

  test("serves all three kinds of lock", async () => {
    await holdsUnderRandomAndPct(
      async () => {
        const permits = semaphore(2);
        const lock = readWriteLock();
        await permits.acquire(2);
        await lock.read.acquire();
        assert.equal(await permits.acquire(1, { timeout: 5 }), false);
        assert.equal(await lock.write.acquire({ timeout: 5 }), false);
        assert.equal(await lock.read.acquire({ timeout: 5 }), true);
      },
      { time: "lazy" },
    );
  });

  test.each([
    ["a negative time", { timeout: -1 }, "invalid-delay"],
    ["an unknown option", { timeOut: 1 }, "unknown-option"],
  ])("%s is a usage error", async (_what, options, code) => {
    await holdsUnderRandomAndPct(() => {
      assert.throws(
        () => mutex().acquire(options as { timeout: number }),
        (error) => error instanceof UsageError && error.code === code,
      );
    });
  });
});

test("a deadlock says which lock is waited for, also after a failed attempt", async () => {
  const report = await explore(
    async () => {
      const lock = mutex("lock");
      await lock.acquire();
      await lock.acquire({ timeout: Number.POSITIVE_INFINITY });
    },
    { executions: 5 },
  );

  expect(String(report.counterexamples[0]?.error)).toContain("mutex.acquire(lock)");
});
