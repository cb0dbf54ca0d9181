// lazy01: a check that passes unless both increments come before it.

import assert from "node:assert/strict";

import { cell, mutex } from "heddle/memory";

import { benchProgram } from "../bench-program.ts";
import type { BenchProgram } from "../bench-program.ts";

/** Two increments and a check under one lock; fails when the check is last. */
export const lazy01: BenchProgram = benchProgram("lazy01", { suite: "SCTBench/CS", bug: "assertion" }, () => {
  const lock = mutex("m");
  const data = cell(0, "data");
  const add = (amount: number) => async (): Promise<void> => {
    await lock.acquire();
    await data.write((await data.read()) + amount);
    await lock.release();
  };
  const check = async (): Promise<void> => {
    await lock.acquire();
    assert.ok((await data.read()) < 3, "both increments were seen");
    await lock.release();
  };
  return { actors: [add(1), add(2), check] };
});
