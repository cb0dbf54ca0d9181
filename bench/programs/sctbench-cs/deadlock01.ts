// deadlock01: two locks, taken in either order.

import { cell, mutex } from "heddle/memory";
import type { Mutex } from "heddle/memory";

import { benchProgram } from "../bench-program.ts";
import type { BenchProgram } from "../bench-program.ts";

/** Two actors that each hold the lock that the other needs. */
export const deadlock01: BenchProgram = benchProgram("deadlock01", { suite: "SCTBench/CS", bug: "deadlock" }, () => {
  const a = mutex("a");
  const b = mutex("b");
  const counter = cell(1, "counter");
  const both = (first: Mutex, second: Mutex, amount: number) => async (): Promise<void> => {
    await first.acquire();
    await second.acquire();
    await counter.write((await counter.read()) + amount);
    await second.release();
    await first.release();
  };
  return { actors: [both(a, b, 1), both(b, a, -1)] };
});
