// reorder_N: one setter must be frozen between its two writes while no other setter has finished, and the checker
// reads then.

import assert from "node:assert/strict";

import { cell } from "heddle/memory";

import { benchProgram, times } from "../bench-program.ts";
import type { BenchProgram } from "../bench-program.ts";

/** N−1 setters and a checker. */
export function reorder(size: number): BenchProgram {
  return benchProgram(`reorder_${size}`, { suite: "SCTBench/CS", bug: "assertion" }, () => {
    const a = cell(0, "a");
    const b = cell(0, "b");
    const set = async (): Promise<void> => {
      await a.write(1);
      await b.write(-1);
    };
    const check = async (): Promise<void> => {
      const isBefore = (await a.read()) === 0 && (await b.read()) === 0;
      assert.ok(isBefore || ((await a.read()) === 1 && (await b.read()) === -1), "one of two writes was seen");
    };
    return { actors: [...times(size - 1, set), check] };
  });
}
