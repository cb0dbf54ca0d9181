// twostage_N: a value is published under one lock and a derived value under another; in between, a reader that
// takes both locks in turn sees the first without the second.

import assert from "node:assert/strict";

import { cell, mutex } from "heddle/memory";

import { benchProgram, times } from "../bench-program.ts";
import type { BenchProgram } from "../bench-program.ts";

/** N−1 writers and a reader; `twostage` is the program for N = 2. */
export function twostage(size: number = 2): BenchProgram {
  const name = size === 2 ? "twostage" : `twostage_${size}`;
  return benchProgram(name, { suite: "SCTBench/CS", bug: "assertion" }, () => {
    const first = mutex("l1");
    const second = mutex("l2");
    const data1 = cell(0, "d1");
    const data2 = cell(0, "d2");
    const write = async (): Promise<void> => {
      await first.acquire();
      await data1.write(1);
      await first.release();
      await second.acquire();
      await data2.write((await data1.read()) + 1);
      await second.release();
    };
    const read = async (): Promise<void> => {
      await first.acquire();
      if ((await data1.read()) === 0) {
        await first.release();
        return;
      }
      const published = await data1.read();
      await first.release();
      await second.acquire();
      const computed = await data2.read();
      await second.release();
      assert.equal(computed, published + 1);
    };
    return { actors: [...times(size - 1, write), read] };
  });
}
