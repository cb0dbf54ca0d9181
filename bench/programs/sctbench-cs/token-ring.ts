// token_ring: four actors pass a value around, each once, in any order.

import assert from "node:assert/strict";

import { cell, mutex } from "heddle/memory";
import type { Cell } from "heddle/memory";

import { benchProgram } from "../bench-program.ts";
import type { BenchProgram } from "../bench-program.ts";

/** Fails when the check comes last and the others ran out of order. */
export const tokenRing: BenchProgram = benchProgram("token_ring", { suite: "SCTBench/CS", bug: "assertion" }, () => {
  const lock = mutex("m");
  const x1 = cell(1, "x1");
  const x2 = cell(2, "x2");
  const x3 = cell(1, "x3");
  const flags = [cell(false, "flag1"), cell(false, "flag2"), cell(false, "flag3")];
  const pass = (from: Cell<number>, to: Cell<number>, place: number, add: number) => async (): Promise<void> => {
    await lock.acquire();
    await to.write(((await from.read()) + add) % 4);
    await flags[place]?.write(true);
    await lock.release();
  };
  const check = async (): Promise<void> => {
    await lock.acquire();
    let isDone = true;
    for (const flag of flags) isDone &&= await flag.read();
    if (isDone) {
      const first = await x1.read();
      assert.ok(first === (await x2.read()) && first === (await x3.read()), "the values differ");
    }
    await lock.release();
  };
  return { actors: [pass(x3, x1, 0, 1), pass(x1, x2, 1, 0), pass(x2, x3, 2, 0), check] };
});
