// Code that the watchdog has stopped within a model leaves nothing to later executions.

import assert from "node:assert/strict";
import { executionAsyncId } from "node:async_hooks";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join as joinPath } from "node:path";

import { explore, pause, spawn } from "heddle";
import { fresh, withModels } from "heddle/models";
import { afterAll, expect, test } from "vitest";

import { exploreOn } from "../../src/explore/index.ts";
import type { Host } from "../../src/explore/index.ts";
import { nodeHost } from "../../src/host/index.ts";

const folder = mkdtempSync(joinPath(tmpdir(), "heddle-models-"));
afterAll(() => {
  Reflect.deleteProperty(globalThis, "computeOnce");
  rmSync(folder, { recursive: true });
});
const now = performance.now.bind(performance);
const hasty: Host = {
  ...nodeHost,
  guard: (work, limit, isLocated) => nodeHost.guard(work, limit / 5, isLocated),
};

/** 0 as long as Node follows no promise, which makes each four times as slow. */
const promiseId = (): Promise<number> => Promise.resolve().then(executionAsyncId);

test.each([
  ["waits for ever", () => new Promise<never>(() => undefined)],
  ["returns before an actor that waits for ever", () => void spawn("waits", () => new Promise<never>(() => undefined))],
  ["throws", () => Promise.reject(new Error("thrown"))],
])("a program with models that %s leaves no hook enabled", async (_name, program: () => unknown) => {
  const followed: number[] = [];
  const before = await promiseId();
  const report = await explore(
    withModels(["fs"], async () => {
      followed.push(await promiseId());
      await pause();
      return program();
    }),
    { executions: 20, shrink: false },
  );

  expect(report.executions).toBeGreaterThan(0);
  expect(followed.every((id) => id > 0)).toBe(true);
  expect([before, await promiseId()]).toEqual([0, 0]);
});

test("a package that is stopped while it is loaded leaves the models and the modules as they were", async () => {
  const kept = joinPath(folder, "kept.cjs");
  const slow = joinPath(folder, "slow.cjs");
  writeFileSync(kept, "module.exports = {};");
  writeFileSync(slow, "globalThis.computeOnce(); exports.loaded = true;");
  let isSlow = true;
  Reflect.set(globalThis, "computeOnce", () => {
    if (!isSlow) return;
    isSlow = false;
    for (const until = now() + 400; now() < until;);
  });
  const require = createRequire(import.meta.url);
  const before: unknown = require(kept);
  const report = await exploreOn(
    hasty,
    withModels({ fs: { files: { "/a": "text" } } }, async () => {
      fresh(slow, import.meta.url);
      await spawn("other", () => pause());
      await pause();
      assert.equal(readFileSync("/a", "utf8"), "text");
    }),
    { executions: 20 },
  );

  expect(report).toMatchObject({ verdict: "passed", executions: 20 });
  expect(require(kept)).toBe(before);
});
