// Code that the watchdog has stopped within a model leaves nothing to later executions.

import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join as joinPath } from "node:path";

import { pause, spawn } from "heddle";
import { fresh, withModels } from "heddle/models";
import { afterAll, expect, test } from "vitest";

import { exploreOn } from "../../src/explore/index.ts";
import type { Host } from "../../src/explore/index.ts";
import { nodeHost } from "../../src/host/index.ts";

const folder = mkdtempSync(joinPath(tmpdir(), "heddle-models-"));
afterAll(() => {
  rmSync(folder, { recursive: true });
});
const now = performance.now.bind(performance);
const hasty: Host = {
  ...nodeHost,
  guard: (work, limit, isLocated) => nodeHost.guard(work, limit / 5, isLocated),
};

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
