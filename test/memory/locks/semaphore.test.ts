// Semaphores: limits and misuse.

import assert from "node:assert/strict";
import { explore, join, pause, spawn, UsageError } from "heddle";
import { semaphore } from "heddle/memory";
import { expect, test } from "vitest";

import { holdsUnderRandomAndPct } from "../../holds.ts";

test("no more actors are inside than there are permits", async () => {
  let most = 0;
  const report = await explore(
    async () => {
      const permits = semaphore(2, "permits");
      let inside = 0;
      const workers = [];
      for (let index = 0; index < 4; index += 1) {
        workers.push(
          await spawn(() =>
            permits.run(async () => {
              inside += 1;
              most = Math.max(most, inside);
              assert.ok(inside <= 2);
              await pause();
              inside -= 1;
            }),
          ),
        );
      }
      for (const worker of workers) await join(worker);
    },
    { executions: 500 },
  );

  expect(report.verdict).toBe("passed");
  expect(most).toBe(2);
});

test("several permits are taken at once or not at all", async () => {
  const report = await explore(
    async () => {
      const permits = semaphore(3);
      const all = await spawn(async () => {
        await permits.acquire(3);
        await permits.release(3);
      });
      const few = await spawn(async () => {
        await permits.acquire(2);
        await permits.release();
        await permits.release();
      });
      await join(all);
      await join(few);
      await permits.acquire(3);
    },
    { executions: 500 },
  );

  expect(report.verdict).toBe("passed");
});

test("giving back more permits than are taken is a usage error", async () => {
  await holdsUnderRandomAndPct(async () => {
    const permits = semaphore(2, "permits");
    await permits.acquire();
    await assert.rejects(
      permits.release(2),
      (error: unknown) => error instanceof UsageError && error.code === "over-released",
    );
    await permits.release();
  });
});

test("a count of permits that makes no sense is a usage error", async () => {
  await holdsUnderRandomAndPct(() => {
    for (const count of [0, -1, 1.5, Number.NaN]) assert.throws(() => semaphore(count), UsageError);
    const permits = semaphore(2);
    for (const count of [0, 3, 0.5]) {
      assert.throws(() => permits.acquire(count), UsageError);
      assert.throws(() => permits.release(count), UsageError);
    }
  });
});
