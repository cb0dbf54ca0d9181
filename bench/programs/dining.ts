// dining_N: philosophers that take the left fork, then the right one.

import { mutex } from "heddle/memory";

import { benchProgram, times } from "./bench-program.ts";
import type { BenchProgram } from "./bench-program.ts";

/** N philosophers, one meal each. */
export function dining(size: number): BenchProgram {
  return benchProgram(`dining_${size}`, { suite: "SCTBench/CS", bug: "deadlock" }, () => {
    const forks = Array.from({ length: size }, (_, index) => mutex(`fork ${index}`));
    const dine = async (place: number): Promise<void> => {
      const left = forks[place];
      const right = forks[(place + 1) % size];
      await left?.acquire();
      await right?.acquire();
      await right?.release();
      await left?.release();
    };
    return { actors: times(size, dine) };
  });
}
