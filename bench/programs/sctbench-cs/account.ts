// account: a checker with a wrong expectation of the balance, which passes only when it runs too early.

import assert from "node:assert/strict";

import { cell, mutex } from "heddle/memory";

import { benchProgram } from "../bench-program.ts";
import type { BenchProgram } from "../bench-program.ts";

/** Fails whenever the checker runs last. */
export const account: BenchProgram = benchProgram("account", { suite: "SCTBench/CS", bug: "assertion" }, () => {
  const [x, y, z] = [1, 2, 4];
  const lock = mutex("m");
  const balance = cell(x, "balance");
  const isDeposited = cell(false, "depositDone");
  const isWithdrawn = cell(false, "withdrawDone");
  const check = async (): Promise<void> => {
    await lock.acquire();
    if ((await isDeposited.read()) && (await isWithdrawn.read())) assert.equal(await balance.read(), x - y - z);
    await lock.release();
  };
  const deposit = async (): Promise<void> => {
    await lock.acquire();
    await balance.write((await balance.read()) + y);
    await isDeposited.write(true);
    await lock.release();
  };
  const withdraw = async (): Promise<void> => {
    await lock.acquire();
    await balance.write((await balance.read()) - z);
    await isWithdrawn.write(true);
    await lock.release();
  };
  return { actors: [check, deposit, withdraw] };
});
