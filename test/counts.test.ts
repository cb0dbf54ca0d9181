// What the comparison of counts says: `npm run bench:counts` is part of `npm run verify`.

import { readFileSync } from "node:fs";

import { expect, test } from "vitest";

import { changesOf } from "../bench/counts/compare.ts";
import type { KnownCounts } from "../bench/counts/compare.ts";

test("a count may change by 3 percent", () => {
  expect(changesOf({ bytes: 10_000, steps: 16 }, { bytes: 10_300, steps: 16 })).toEqual([]);
  expect(changesOf({ bytes: 10_000, steps: 16 }, { bytes: 9_700, steps: 16 })).toEqual([]);
});

test("a larger change is told with both figures, in either direction", () => {
  expect(changesOf({ bytes: 10_000, steps: 16 }, { bytes: 10_301, steps: 15 })).toEqual([
    "bytes: was 10000, is 10301 (+3.0 %)",
    "steps: was 16, is 15 (-6.3 %)",
  ]);
});

test("so is a count that is new or gone, and one that was nothing", () => {
  expect(changesOf({ files: 270, leaks: 0 }, { bytes: 1, leaks: 2 })).toEqual([
    "files: was 270, and is not counted any more",
    "leaks: was 0, is 2 (+Infinity %)",
    "bytes: 1, which is new",
  ]);
});

test("bytes, promises, steps, executions of dpor and files are counted", () => {
  const { counts } = JSON.parse(readFileSync(new URL("../bench/counts.json", import.meta.url), "utf8")) as KnownCounts;
  const kinds = new Set(Object.keys(counts).map((name) => name.replace(/:.*/, "")));
  expect([...kinds]).toEqual([
    'files that import "heddle" loads',
    "bytes for an execution",
    "steps of an execution",
    "executions of dpor",
    "promises for an execution",
  ]);
});
