// What vitest does with timers works on virtual time inside an execution.

import assert from "node:assert/strict";

import { explore, now, spawn } from "heddle";
import { expect, test, vi } from "vitest";

async function passes(program: () => unknown): Promise<void> {
  for (const time of ["competing", "lazy"] as const) {
    const report = await explore(program, { executions: 30, time });
    for (const { error } of report.counterexamples) throw error;
    expect(report).toMatchObject({ undecided: 0 });
  }
}

test("vi.waitFor and vi.waitUntil poll", () =>
  passes(async () => {
    let isReady = false;
    await spawn(async () => {
      await new Promise((resolve) => {
        setTimeout(resolve, 120);
      });
      isReady = true;
    });
    await vi.waitFor(() => {
      assert(isReady);
    });
    await vi.waitUntil(() => isReady);
    assert(now() >= 120 && now() <= 200);
  }));

test("vi.waitFor gives up after its time-out", () =>
  passes(async () => {
    await assert.rejects(
      async () =>
        vi.waitFor(
          () => {
            throw new RangeError("not yet");
          },
          { timeout: 200, interval: 30 },
        ),
      RangeError,
    );
    assert.equal(now(), 200);
  }));

test("expect.poll polls", () =>
  passes(async () => {
    let value = 0;
    setTimeout(() => {
      value = 7;
    }, 120);
    await expect.poll(() => value).toBe(7);
    assert(now() >= 120);
  }));

test("vi.useFakeTimers works, and is undone", () =>
  passes(async () => {
    vi.useFakeTimers();
    const fired: string[] = [];
    try {
      setTimeout(() => fired.push("fake"), 1_000);
      vi.advanceTimersByTime(1_000);
      assert.deepEqual(fired, ["fake"]);
    } finally {
      vi.useRealTimers();
    }
    await new Promise((resolve) => {
      setTimeout(resolve, 5);
    });
    assert.equal(now(), 5);
  }));

test("after an exploration vitest has the real timers again", async () => {
  await passes(() => undefined);
  const start = performance.now();
  await vi.waitUntil(() => performance.now() - start > 20, { interval: 5 });
  expect(performance.now() - start).toBeGreaterThan(20);
});
