// carter01: two groups share a resource; the first of a group takes it while holding the lock that the last of the
// other group needs to release it.

import { cell, mutex } from "heddle/memory";
import type { Cell } from "heddle/memory";

import { benchProgram } from "../bench-program.ts";
import type { BenchProgram } from "../bench-program.ts";

/** One member in each group, and two actors that do nothing. */
export const carter01: BenchProgram = benchProgram("carter01", { suite: "SCTBench/CS", bug: "deadlock" }, () => {
  const lock = mutex("m");
  const resource = mutex("l");
  const member = (present: Cell<number>) => async (): Promise<void> => {
    await lock.acquire();
    const before = await present.read();
    await present.write(before + 1);
    if (before === 0) await resource.acquire();
    await lock.release();
    await lock.acquire();
    const left = (await present.read()) - 1;
    await present.write(left);
    if (left === 0) await resource.release();
    await lock.release();
  };
  const idle = (): void => undefined;
  return { actors: [member(cell(0, "A")), member(cell(0, "B")), idle, idle] };
});
