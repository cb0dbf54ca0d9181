// Mutexes: exclusion, misuse and deadlock.

import assert from "node:assert/strict";
import { Deadlock, explore, join, kill, spawn, UsageError } from "heddle";
import { cell, mutex } from "heddle/memory";
import { expect, test } from "vitest";

import { holdsUnderRandomAndPct } from "../../holds.ts";

function isNotHolder(error: unknown): boolean {
  return error instanceof UsageError && error.code === "not-holder";
}

test("a read and a write inside one mutex lose no update", async () => {
  for (const strategy of ["random", "pct"] as const) {
    const report = await explore(
      async () => {
        const lock = mutex("lock");
        const counter = cell(0, "counter");
        const increment = (): Promise<void> => lock.run(async () => counter.write((await counter.read()) + 1));
        const workers = [await spawn(increment), await spawn(increment), await spawn(increment)];
        for (const worker of workers) await join(worker);
        assert.equal(await counter.read(), 3);
      },
      { strategy, executions: 500 },
    );
    expect(report.verdict).toBe("passed");
  }
});

test("any of those who wait may be the next to hold the mutex", async () => {
  const orders = new Set<string>();
  await explore(
    async () => {
      const lock = mutex();
      const order: number[] = [];
      await lock.acquire();
      const workers = [];
      for (const id of [1, 2, 3]) {
        workers.push(
          await spawn(() =>
            lock.run(() => {
              order.push(id);
            }),
          ),
        );
      }
      await lock.release();
      for (const worker of workers) await join(worker);
      orders.add(order.join(""));
    },
    { executions: 500 },
  );

  expect([...orders].toSorted()).toEqual(["123", "132", "213", "231", "312", "321"]);
});

test("run releases the mutex when its body throws", async () => {
  await holdsUnderRandomAndPct(async () => {
    const lock = mutex();
    await assert.rejects(
      lock.run(() => {
        throw new Error("inside");
      }),
      /inside/,
    );
    assert.equal(await lock.run(() => 7), 7);
  });
});

test("releasing a mutex that another holds is a usage error", async () => {
  await holdsUnderRandomAndPct(async () => {
    const lock = mutex("lock");
    await assert.rejects(lock.release(), isNotHolder);
    await lock.acquire();
    const thief = await spawn("thief", () => assert.rejects(lock.release(), isNotHolder));
    await join(thief);
    await lock.release();
  });
});

test("two mutexes taken in opposite order are found as a deadlock with its ring", async () => {
  const report = await explore(
    async () => {
      const left = mutex("left");
      const right = mutex("right");
      await spawn("one", () => left.run(() => right.run(() => undefined)));
      await spawn("two", () => right.run(() => left.run(() => undefined)));
    },
    { executions: 500 },
  );

  const [counterexample] = report.counterexamples;
  expect(report.verdict).toBe("violated");
  assert.ok(counterexample?.outcome.kind === "deadlocked");
  expect(counterexample.outcome.cycle.toSorted()).toEqual(["main/one", "main/two"]);
  expect(counterexample.error).toBeInstanceOf(Deadlock);
  expect((counterexample.error as Deadlock).message).toContain("main/one waits in mutex.acquire(right) for main/two");
});

test("two mutexes taken in one order never deadlock", async () => {
  const report = await explore(
    async () => {
      const left = mutex("left");
      const right = mutex("right");
      for (let index = 0; index < 3; index += 1) await spawn(() => left.run(() => right.run(() => undefined)));
    },
    { executions: 500 },
  );

  expect(report.verdict).toBe("passed");
});

test("a holder that is killed keeps the mutex, and the deadlock report names it", async () => {
  const report = await explore(
    async () => {
      const lock = mutex("lock");
      const holder = await spawn("holder", async () => {
        await lock.acquire();
        await lock.release();
      });
      await kill(holder);
      await join(holder);
      await lock.acquire();
    },
    { executions: 500 },
  );

  const [counterexample] = report.counterexamples;
  assert.ok(counterexample?.outcome.kind === "deadlocked");
  expect(counterexample.outcome.waits).toEqual([
    { actor: "main", operation: "mutex.acquire(lock)", waitsFor: "main/holder", why: "which has exited" },
  ]);
});
