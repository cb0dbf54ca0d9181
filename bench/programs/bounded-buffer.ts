// boundedBuffer: producers and consumers wait on one condition variable for two conditions, so a signal may wake the
// wrong one and get lost.

import { cell, mutex, semaphore } from "heddle/memory";
import type { Mutex } from "heddle/memory";

import { benchProgram, times } from "./bench-program.ts";
import type { BenchProgram } from "./bench-program.ts";

/** A condition variable: each waiter has its own locked mutex, which a signal unlocks. */
class Condition {
  readonly #lock: Mutex;
  readonly #queue: { readonly gate: ReturnType<typeof semaphore> }[] = [];

  constructor(lock: Mutex) {
    this.#lock = lock;
  }

  /** Releases the lock, waits for a signal and reacquires the lock. */
  async wait(): Promise<void> {
    const gate = semaphore(1, "waiter");
    await gate.acquire();
    this.#queue.push({ gate });
    await this.#lock.release();
    await gate.acquire();
    await this.#lock.acquire();
  }

  /** Wakes the longest waiter. */
  async signal(): Promise<void> {
    await this.#queue.shift()?.gate.release();
  }
}

const CAPACITY = 1;

/** Two producers and two consumers of a buffer with one slot. */
export const boundedBuffer: BenchProgram = benchProgram("boundedBuffer", { suite: "Inspect", bug: "deadlock" }, () => {
  const lock = mutex("m");
  const hasChanged = new Condition(lock);
  const size = cell(0, "size");
  const put = async (): Promise<void> => {
    for (let round = 0; round < 2; round += 1) {
      await lock.acquire();
      while ((await size.read()) === CAPACITY) await hasChanged.wait();
      await size.write((await size.read()) + 1);
      await hasChanged.signal();
      await lock.release();
    }
  };
  const take = async (): Promise<void> => {
    for (let round = 0; round < 2; round += 1) {
      await lock.acquire();
      while ((await size.read()) === 0) await hasChanged.wait();
      await size.write((await size.read()) - 1);
      await hasChanged.signal();
      await lock.release();
    }
  };
  return { actors: [...times(2, put), ...times(2, take)] };
});
