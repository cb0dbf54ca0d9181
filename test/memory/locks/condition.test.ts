// Conditions: waiting with a mutex, notifications, time-outs, ends.

import assert from "node:assert/strict";
import { cancel, Cancelled, explore, join, kill, now, spawn, UsageError } from "heddle";
import { condition, mutex } from "heddle/memory";
import { expect, test } from "vitest";

import { holdsUnderRandomAndPct } from "../../holds.ts";
import { everyOutcome } from "./every-outcome.ts";

test("whoever waits has released the mutex, and has it again afterwards", async () => {
  const { outcomes } = await everyOutcome(async (report) => {
    const lock = mutex();
    const isFilled = condition();
    const queue: string[] = [];
    const consumer = await spawn(() =>
      lock.run(async () => {
        while (queue.length === 0) await isFilled.wait(lock);
        report(queue.shift());
      }),
    );
    await lock.run(async () => {
      queue.push("job");
      await isFilled.notifyOne();
    });
    await join(consumer);
  });

  expect(outcomes).toEqual(['"job"']);
});

test("which of two is notified is a choice", async () => {
  const { outcomes } = await everyOutcome(async (report) => {
    const lock = mutex();
    const changed = condition();
    const woken: string[] = [];
    let waiting = 0;
    const wait = (name: string): Promise<void> =>
      lock.run(async () => {
        waiting += 1;
        await changed.wait(lock);
        woken.push(name);
      });
    const one = await spawn(() => wait("one"));
    const two = await spawn(() => wait("two"));
    for (let isDone = false; !isDone;) {
      await lock.acquire();
      isDone = waiting === 2;
      if (isDone) await changed.notifyOne();
      await lock.release();
      if (!isDone) return;
    }
    await lock.acquire();
    if (woken.length === 0) await changed.notifyAll();
    await lock.release();
    await kill(one);
    await kill(two);
    report(woken);
  });

  expect(outcomes).toEqual(expect.arrayContaining(['["one"]', '["two"]']));
});

test("a notification that nobody waits for is lost: a deadlock", async () => {
  const report = await explore(
    async () => {
      const lock = mutex("lock");
      const isReady = condition("isReady");
      const waiter = await spawn("waiter", () => lock.run(() => isReady.wait(lock)));
      await isReady.notifyOne();
      await join(waiter);
    },
    { executions: 100 },
  );

  expect(String(report.counterexamples[0]?.error)).toContain("condition.wait");
});

test("a wait with a time-out says whether it was notified", async () => {
  await holdsUnderRandomAndPct(
    async () => {
      const lock = mutex();
      const changed = condition();
      await lock.acquire();
      assert.equal(await changed.wait(lock, { timeout: 7 }), false);
      assert.equal(now(), 7);
      const notifier = await spawn(() => lock.run(() => changed.notifyAll()));
      assert.equal(await changed.wait(lock, { timeout: 7 }), true);
      assert.equal(now(), 7);
      await join(notifier);
      await lock.release();
    },
    { time: "lazy" },
  );
});

test("one that is cancelled has the mutex again before it goes on", async () => {
  await holdsUnderRandomAndPct(async () => {
    const lock = mutex();
    const changed = condition();
    const waiter = await spawn(async () => {
      await lock.acquire();
      try {
        await changed.wait(lock);
      } catch (error) {
        assert.ok(error instanceof Cancelled);
        await lock.release();
        throw error;
      }
    });
    await cancel(waiter);
    await join(waiter);
    assert.equal(await lock.tryAcquire(), true);
  });
});

test("one that was killed is not notified in place of another", async () => {
  const { outcomes } = await everyOutcome(
    async (report) => {
      const lock = mutex();
      const changed = condition();
      let isNotified = false;
      const dead = await spawn(() => lock.run(() => changed.wait(lock)));
      const alive = await spawn(async () => {
        await join(dead);
        await lock.run(async () => {
          isNotified = await changed.wait(lock, { timeout: 1_000 });
        });
      });
      await kill(dead);
      await join(dead);
      await changed.notifyOne();
      await join(alive);
      report(isNotified);
    },
    { time: "lazy" },
  );

  expect(outcomes).toEqual(["deadlocked", "false", "true"]);
});

test("waiting without the mutex, or with something else, is a usage error", async () => {
  await holdsUnderRandomAndPct(async () => {
    const lock = mutex();
    const changed = condition();
    await assert.rejects(changed.wait(lock), (error) => error instanceof UsageError && error.code === "not-holder");
    await assert.rejects(
      changed.wait({} as never),
      (error) => error instanceof UsageError && error.code === "invalid-option",
    );
  });
});
