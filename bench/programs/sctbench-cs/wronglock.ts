// wronglock_N: one actor guards a variable with one lock, N others with another.

import assert from "node:assert/strict";

import { cell, mutex } from "heddle/memory";

import { benchProgram, times } from "../bench-program.ts";
import type { BenchProgram } from "../bench-program.ts";

/** `count` actors with the wrong lock; `wronglock` is the program with 7. */
export function wronglock(count: number = 7): BenchProgram {
  const name = count === 7 ? "wronglock" : `wronglock_${count}`;
  return benchProgram(name, { suite: "SCTBench/CS", bug: "assertion" }, () => {
    const right = mutex("dataLock");
    const wrong = mutex("thisLock");
    const value = cell(0, "value");
    const increment = async (): Promise<void> => value.write((await value.read()) + 1);
    const checked = async (): Promise<void> => {
      await right.acquire();
      const before = await value.read();
      await increment();
      assert.equal(await value.read(), before + 1);
      await right.release();
    };
    const unchecked = async (): Promise<void> => {
      await wrong.acquire();
      await increment();
      await wrong.release();
    };
    return { actors: [checked, ...times(count, unchecked)] };
  });
}
