// Time, timers and randomness are virtual inside an execution and real outside.

import assert from "node:assert/strict";
import { randomBytes, randomUUID } from "node:crypto";
import { setTimeout as delay } from "node:timers/promises";

import { explore, join, now, spawn } from "heddle";
import type { Program } from "heddle";
import { expect, test } from "vitest";

async function passes(program: Program): Promise<void> {
  const report = await explore(program, { executions: 50 });
  for (const { error } of report.counterexamples) throw error;
  // Most of these programs have one actor and no choice, so `passed` would be too much to ask.
  expect(report).toMatchObject({ undecided: 0, interrupted: false });
}

test("setTimeout runs its callback at its virtual time", () =>
  passes(async () => {
    const seen: number[] = [];
    await new Promise<void>((resolve) => {
      setTimeout(() => seen.push(now()), 10);
      setTimeout(() => {
        seen.push(now());
        resolve();
      }, 3_600_000);
    });
    assert.deepEqual(seen, [10, 3_600_000]);
  }));

test("clearTimeout and refresh act on virtual timers", () =>
  passes(async () => {
    const seen: string[] = [];
    const dropped = setTimeout(() => seen.push("dropped"), 5);
    const refreshed = setTimeout(() => seen.push("refreshed"), 5);
    setTimeout(() => {
      clearTimeout(dropped);
      refreshed.refresh();
    }, 4);
    await delay(6);
    assert.deepEqual(seen, []);
    await delay(6);
    assert.deepEqual(seen, ["refreshed"]);
  }));

test("setInterval ticks until it is cleared, and alone keeps no execution going", () =>
  passes(async () => {
    let ticks = 0;
    const interval = setInterval(() => {
      ticks += 1;
      if (ticks === 3) clearInterval(interval);
    }, 10);
    setInterval(() => undefined, 7);
    await delay(100);
    assert.equal(ticks, 3);
  }));

test("Date shows virtual time and is a Date in all else", () =>
  passes(async () => {
    const start = Date.now();
    await delay(1_500);
    assert.equal(Date.now() - start, 1_500);
    assert.equal(new Date().getTime(), Date.now());
    assert.equal(new Date().toISOString(), "2024-01-01T00:00:01.500Z");
    assert(new Date() instanceof Date);
    assert.equal(new Date(0).toISOString(), "1970-01-01T00:00:00.000Z");
    assert.equal(Date.UTC(2000, 0, 1), 946_684_800_000);
    assert.equal(performance.now(), 1_600);
    assert.equal(process.hrtime.bigint(), 1_600_000_000n);
    assert.deepEqual(process.hrtime(), [1, 600_000_000]);
  }));

test("AbortSignal.timeout aborts at its virtual time", () =>
  passes(async () => {
    const signal = AbortSignal.timeout(50);
    await delay(49);
    assert.equal(signal.aborted, false);
    await delay(2);
    assert.equal(signal.aborted, true);
    assert.equal(signal.reason.name, "TimeoutError");
  }));

test("a promise timer can be aborted", () =>
  passes(async () => {
    const controller = new AbortController();
    const sleeping = delay(1_000, undefined, { signal: controller.signal });
    controller.abort();
    await assert.rejects(sleeping, { name: "AbortError" });
    assert.equal(now(), 0);
  }));

test("random values differ between executions and between calls, and are the seed's", async () => {
  const collect = async (seed: string): Promise<readonly string[]> => {
    const seen: string[] = [];
    await explore(
      () => {
        seen.push([Math.random(), randomUUID(), globalThis.crypto.randomUUID(), randomBytes(4).toString("hex")].join());
      },
      { seed, executions: 5 },
    );
    return seen;
  };
  const once = await collect("a");
  expect(new Set(once.flatMap((line) => line.split(","))).size).toBe(20);
  expect(once[0]).toMatch(/[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}/);
  expect(await collect("a")).toEqual(once);
  expect(await collect("b")).not.toEqual(once);
});

test("a callback that throws fails the execution", async () => {
  const report = await explore(async () => {
    setTimeout(() => {
      throw new RangeError("late");
    }, 1);
    await delay(10);
  });
  expect(report.counterexamples[0]?.error).toEqual(new RangeError("late"));
});

test("an operation in a callback belongs to the actor that set the timer", () =>
  passes(async () => {
    const paths: string[] = [];
    const worker = await spawn("worker", async () => {
      await new Promise<void>((resolve) => {
        setTimeout(() => {
          void spawn("child", () => undefined).then((pid) => {
            paths.push(pid.path);
            resolve();
          });
        }, 5);
      });
    });
    await join(worker);
    assert.deepEqual(paths, ["main/worker/child"]);
  }));

test("after an exploration the globals are the machine's again", async () => {
  const before = [Date, setTimeout, Math.random, globalThis.crypto.randomUUID, AbortSignal.timeout];
  await explore(() => undefined, { executions: 1 });
  expect([Date, setTimeout, Math.random, globalThis.crypto.randomUUID, AbortSignal.timeout]).toEqual(before);
  expect(Math.abs(Date.now() - performance.timeOrigin - performance.now())).toBeLessThan(5_000);
});
