// stringbuffer-jdk1.4: append(B) takes B's length and then B's characters, each under B's lock, but not both.

import assert from "node:assert/strict";

import { cell, mutex } from "heddle/memory";

import { benchProgram } from "./bench-program.ts";
import type { BenchProgram } from "./bench-program.ts";

/** One actor appends B to A while the other clears B and fills it again. */
export const stringbuffer: BenchProgram = benchProgram(
  "stringbuffer-jdk1.4",
  { suite: "SCTBench/CB", bug: "assertion" },
  () => {
    const own = mutex("A");
    const other = mutex("B");
    const text = cell("abc", "B.value");
    const append = async (): Promise<void> => {
      await own.acquire();
      await other.acquire();
      const { length } = await text.read();
      await other.release();
      await other.acquire();
      assert.ok(length <= (await text.read()).length, "characters beyond the end");
      await other.release();
      await own.release();
    };
    const change = async (): Promise<void> => {
      await other.acquire();
      await text.write((await text.read()).slice(0, 0));
      await other.release();
      await other.acquire();
      await text.write(`${await text.read()}abc`);
      await other.release();
    };
    return { actors: [append, change] };
  },
);
