// The program of the tests of packages: actors share a queue, a pool or a lock, and each has one job.

import assert from "node:assert/strict";

import { join, pause, sleep, spawn } from "heddle";
import type { Pid, Program } from "heddle";
import type { Driver } from "./drivers.ts";

/** What a job does. */
export const WORK: Readonly<Record<string, () => Promise<void>>> = {
  pause: () => pause(),
  sleep: () => sleep(1),
  setTimeout: () =>
    new Promise((resolve) => {
      setTimeout(resolve, 1);
    }),
};

/** Actors that each run one job; all of them end, and no two jobs of a driver that excludes them overlap. */
export function sharedBy(actors: number, { create, isExclusive }: Driver, work: () => Promise<void>): Program {
  return async () => {
    const push = create();
    let running = 0;
    let done = 0;
    const body = (): Promise<void> =>
      push(async () => {
        running += 1;
        if (isExclusive) assert.equal(running, 1, "two jobs at a time");
        await work();
        running -= 1;
        done += 1;
      });
    const pids: Pid[] = [];
    for (let count = 0; count < actors; count += 1) pids.push(await spawn(body));
    for (const pid of pids) await join(pid);
    assert.ok(done >= 1);
  };
}
