// stack: a popper that relies on a flag that only states that a value was pushed once.

import assert from "node:assert/strict";

import { cell, mutex } from "heddle/memory";

import { benchProgram } from "../bench-program.ts";
import type { BenchProgram } from "../bench-program.ts";

const SIZE = 10;

/** A pusher and a popper, ten times each. */
export const stack: BenchProgram = benchProgram("stack", { suite: "SCTBench/CS", bug: "assertion" }, () => {
  const lock = mutex("m");
  const top = cell(0, "top");
  const hasPushed = cell(false, "flag");
  const push = async (): Promise<void> => {
    for (let round = 0; round < SIZE; round += 1) {
      await lock.acquire();
      const height = await top.read();
      assert.ok(height < SIZE, "overflow");
      await top.write(height + 1);
      await hasPushed.write(true);
      await lock.release();
    }
  };
  const pop = async (): Promise<void> => {
    for (let round = 0; round < SIZE; round += 1) {
      await lock.acquire();
      if (await hasPushed.read()) {
        const height = await top.read();
        assert.ok(height > 0, "underflow");
        await top.write(height - 1);
      }
      await lock.release();
    }
  };
  return { actors: [push, pop] };
});
