// What tests do with vitest's timers and assertions works within `test.explore`, in each of its pools.

import { afterAll, beforeAll, expect, test } from "vitest";

import { install } from "./run-vitest.ts";
import type { Installation } from "./run-vitest.ts";

let installation: Installation;

beforeAll(() => {
  installation = install();
});
afterAll(() => {
  installation.remove();
});

const TESTS = `
import assert from "node:assert/strict";
import { now, pause, spawn } from "heddle";
import { test } from "heddle/vitest";
import { afterAll, expect, vi } from "vitest";

const later = (delay, act) => new Promise((resolve) => { setTimeout(() => resolve(act?.()), delay); });
const options = { executions: 30 };

test("faking before an exploration", async () => {
  vi.useFakeTimers();
  setTimeout(() => {}, 5);
  await vi.runAllTimersAsync();
  vi.useRealTimers();
});
test.explore("vi.waitFor", options, async () => {
  let isReady = false;
  await spawn(async () => { await later(120); isReady = true; });
  await vi.waitFor(() => { assert(isReady); });
  assert(now() >= 120 && now() <= 200);
});
test.explore("vi.waitUntil", options, async () => {
  let isReady = false;
  await spawn(async () => { await later(120); isReady = true; });
  await vi.waitUntil(() => isReady, { timeout: 500, interval: 20 });
  assert(now() >= 120 && now() <= 160);
});
test.explore("expect.poll", options, async () => {
  let value = 0;
  await spawn(() => pause());
  setTimeout(() => { value = 7; }, 120);
  await expect.poll(() => value).toBe(7);
  assert(now() >= 120 && now() <= 200);
});
test.explore("expect.soft passes", options, async () => {
  await spawn(() => pause());
  await pause();
  expect.soft(1).toBe(1);
});
test.explore("expect.soft fails", options, async () => {
  await spawn(() => pause());
  await pause();
  expect.soft(1).toBe(2);
  await pause();
});
test.explore("expect.assertions is met", options, async () => {
  expect.assertions(2);
  await spawn(() => pause());
  expect(1).toBe(1);
  await pause();
  expect(2).toBe(2);
});
test.explore("expect.assertions is not met", options, async () => {
  expect.assertions(2);
  await spawn(() => pause());
  await pause();
  expect(1).toBe(1);
});
test.explore("expect.hasAssertions is not met", options, async () => {
  expect.hasAssertions();
  await spawn(() => pause());
  await pause();
});
test.explore("advanceTimersByTimeAsync", options, async () => {
  vi.useFakeTimers();
  try {
    const fired = [];
    await spawn(() => pause());
    setTimeout(async () => { await Promise.resolve(); fired.push("one"); setTimeout(() => fired.push("two"), 500); }, 1000);
    await vi.advanceTimersByTimeAsync(1500);
    assert.deepEqual(fired, ["one", "two"]);
    await pause();
  } finally { vi.useRealTimers(); }
  await later(5);
  assert.equal(now(), 5);
});
test.explore("runAllTimersAsync", options, async () => {
  vi.useFakeTimers();
  try {
    const fired = [];
    await spawn(() => pause());
    setTimeout(async () => { await pause(); fired.push("one"); setTimeout(() => fired.push("two"), 500); }, 1000);
    setTimeout(() => fired.push("zero"), 10);
    await vi.runAllTimersAsync();
    assert.equal(fired[0], "zero");
    await vi.runOnlyPendingTimersAsync();
    await vi.advanceTimersToNextTimerAsync();
  } finally { vi.useRealTimers(); }
  await pause();
});
test.explore("setSystemTime", options, async () => {
  vi.useFakeTimers({ now: 5 });
  try {
    await spawn(() => pause());
    assert.equal(Date.now(), 5);
    vi.setSystemTime(77);
    await pause();
    assert.equal(Date.now(), 77);
    assert.equal(new Date().getTime(), 77);
  } finally { vi.useRealTimers(); }
  assert.equal(Date.now(), 1704067200000);
});
test.explore("vi.waitFor with fake timers", options, async () => {
  vi.useFakeTimers();
  try {
    let isReady = false;
    await spawn(() => pause());
    setTimeout(() => { isReady = true; }, 120);
    await vi.waitFor(() => { assert(isReady); });
  } finally { vi.useRealTimers(); }
  await pause();
});
test.explore("shouldAdvanceTime", options, async () => {
  vi.useFakeTimers({ shouldAdvanceTime: true, advanceTimeDelta: 20 });
  try {
    await spawn(() => pause());
    let f = false;
    await new Promise((r) => { setTimeout(() => { f = true; r(); }, 100); });
    assert(f);
  } finally { vi.useRealTimers(); }
  await pause();
});
test.explore("vi.spyOn and vi.fn", options, async () => {
  const spy = vi.spyOn(Math, "random").mockReturnValue(0.5);
  await spawn(() => pause());
  await pause();
  assert.equal(Math.random(), 0.5);
  spy.mockRestore();
  const mock = vi.fn(async () => pause());
  await mock();
  expect(mock).toHaveBeenCalledTimes(1);
});
test("after an exploration the timers are real", async () => {
  const start = performance.now();
  await vi.waitUntil(() => performance.now() - start > 20, { interval: 5 });
  assert(performance.now() - start > 20);
});
`;

const FAILURES: Readonly<Record<string, string>> = {
  "expect.soft fails": "AssertionError: expected 1 to be 2",
  "expect.assertions is not met": "Error: expected number of assertions to be 2, but got 1",
  "expect.hasAssertions is not met": "Error: expected any number of assertion, but got none",
};

test.each(["forks", "threads", "vmThreads", "vmForks"])("in the pool %s", async (pool) => {
  const { tests } = await installation.project({ "tools.test.mjs": TESTS }).run({ args: ["run", "--pool", pool] });
  expect(tests.size).toBe(16);
  for (const [name, { message, status }] of tests) {
    const failure = FAILURES[name];
    expect([name, status, failure === undefined ? message : message.slice(0, failure.length)]).toEqual([
      name,
      failure === undefined ? "passed" : "failed",
      failure ?? "",
    ]);
  }
});
