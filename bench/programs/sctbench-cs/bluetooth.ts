// The Bluetooth driver: a worker reads the stopping flag and registers itself in two steps; the driver may be stopped
// in between.

import assert from "node:assert/strict";

import { cell, mutex } from "heddle/memory";

import { benchProgram } from "../bench-program.ts";
import type { BenchProgram } from "../bench-program.ts";

/** A stopper and a worker. */
export const bluetooth: BenchProgram = benchProgram(
  "bluetooth_driver",
  { suite: "SCTBench/CS", bug: "assertion" },
  () => {
    const lock = mutex("m");
    const pendingIo = cell(1, "pendingIo");
    const isStopping = cell(false, "stoppingFlag");
    const isIdle = cell(false, "stoppingEvent");
    const isStopped = cell(false, "stopped");
    const change = async (amount: number): Promise<number> => {
      await lock.acquire();
      const pending = (await pendingIo.read()) + amount;
      await pendingIo.write(pending);
      await lock.release();
      return pending;
    };
    const leave = async (): Promise<void> => {
      if ((await change(-1)) === 0) await isIdle.write(true);
    };
    const stop = async (): Promise<void> => {
      await isStopping.write(true);
      await leave();
      if (await isIdle.read()) await isStopped.write(true);
    };
    const work = async (): Promise<void> => {
      const isRefused = await isStopping.read();
      if (!isRefused) {
        await change(1);
        assert.ok(!(await isStopped.read()), "the worker runs on a driver that has stopped");
      }
      await leave();
    };
    return { actors: [work, stop] };
  },
);
