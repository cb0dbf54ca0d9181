// queue and circular_buffer: producer and consumer alternate by flags for which neither waits, so a missed turn
// shifts all later ones.

import assert from "node:assert/strict";

import { cell, mutex } from "heddle/memory";

import { benchProgram } from "../bench-program.ts";
import type { BenchProgram } from "../bench-program.ts";

interface Turns {
  readonly size: number;
  /** Whether the producer stores its first value regardless of the flags. */
  readonly startsFull: boolean;
}

function takingTurns(name: string, { size, startsFull }: Turns): BenchProgram {
  return benchProgram(name, { suite: "SCTBench/CS", bug: "assertion" }, () => {
    const lock = mutex("m");
    const mayStore = cell(!startsFull, "enqueueFlag");
    const mayTake = cell(false, "dequeueFlag");
    const head = cell(0, "head");
    const tail = cell(0, "tail");
    const items: number[] = [];
    const stored: number[] = [];
    const store = async (value: number): Promise<void> => {
      const at = await tail.read();
      items[at] = value;
      await tail.write(at + 1);
    };
    const produce = async (): Promise<void> => {
      if (startsFull) {
        await lock.acquire();
        await store(0);
        stored.push(0);
        await mayTake.write(true);
        await lock.release();
      }
      for (let round = startsFull ? 1 : 0; round < size; round += 1) {
        await lock.acquire();
        stored[round] = round;
        if (await mayStore.read()) {
          await store(round);
          await mayStore.write(false);
          await mayTake.write(true);
        }
        await lock.release();
      }
    };
    const consume = async (): Promise<void> => {
      for (let round = 0; round < size; round += 1) {
        await lock.acquire();
        if (await mayTake.read()) {
          const at = await head.read();
          await head.write(at + 1);
          assert.equal(items[at], round, "another value than this turn's");
          await mayTake.write(false);
          await mayStore.write(true);
        }
        await lock.release();
      }
    };
    return { actors: [produce, consume] };
  });
}

/** 20 turns; the first value is always stored. */
export const queue: BenchProgram = takingTurns("queue", { size: 20, startsFull: true });

/** 7 turns. */
export const circularBuffer: BenchProgram = takingTurns("circular_buffer", { size: 7, startsFull: false });
