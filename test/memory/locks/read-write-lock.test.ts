// Read-write locks: readers together, a writer alone.

import assert from "node:assert/strict";
import { explore, join, pause, spawn, UsageError } from "heddle";
import { readWriteLock } from "heddle/memory";
import { expect, test } from "vitest";

import { holdsUnderRandomAndPct } from "../../holds.ts";
import { everyOutcome } from "./every-outcome.ts";

test("readers may hold it together, a writer never with anybody", async () => {
  let most = 0;
  const report = await explore(
    async () => {
      const lock = readWriteLock("config");
      let readers = 0;
      let writers = 0;
      const read = (): Promise<void> =>
        lock.read.run(async () => {
          readers += 1;
          most = Math.max(most, readers);
          assert.equal(writers, 0);
          await pause();
          readers -= 1;
        });
      const write = (): Promise<void> =>
        lock.write.run(async () => {
          writers += 1;
          assert.deepEqual([readers, writers], [0, 1]);
          await pause();
          writers -= 1;
        });
      const actors = [await spawn(read), await spawn(read), await spawn(write), await spawn(write)];
      for (const actor of actors) await join(actor);
    },
    { executions: 2_000 },
  );

  expect(report.verdict).toBe("passed");
  expect(most).toBe(2);
});

test("the orders of two readers and a writer", async () => {
  const { classes, outcomes } = await everyOutcome(async (report) => {
    const lock = readWriteLock();
    let value = 0;
    const seen: number[] = [];
    const read = (): Promise<void> => lock.read.run(() => void seen.push(value));
    const actors = [
      await spawn(read),
      await spawn(read),
      await spawn(() =>
        lock.write.run(() => {
          value = 1;
        }),
      ),
    ];
    for (const actor of actors) await join(actor);
    report(seen.toSorted());
  });

  expect(outcomes).toEqual(["[0,0]", "[0,1]", "[1,1]"]);
  expect(classes).toBe(14);
});

test("two that read and then write wait for each other", async () => {
  const report = await explore(
    async () => {
      const lock = readWriteLock("config");
      const upgrade = async (): Promise<void> => {
        await lock.read.acquire();
        await lock.write.acquire();
      };
      const actors = [await spawn("one", upgrade), await spawn("two", upgrade)];
      for (const actor of actors) await join(actor);
    },
    { executions: 50 },
  );

  expect(String(report.counterexamples[0]?.error)).toContain("readWriteLock.write.acquire(config)");
});

test("releasing what one does not hold is a usage error that says who does", async () => {
  await holdsUnderRandomAndPct(async () => {
    const lock = readWriteLock("config");
    await lock.read.acquire();
    const holder = await spawn("holder", () => lock.read.acquire());
    await join(holder);
    await lock.read.release();
    await assert.rejects(
      lock.read.release(),
      (error) =>
        error instanceof UsageError &&
        error.code === "not-holder" &&
        error.message.includes("it is held for reading by main/holder"),
    );
    await assert.rejects(lock.write.release(), UsageError);
  });
});
