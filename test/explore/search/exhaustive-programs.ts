// Programs that workers load, too.

import { join, spawn } from "heddle";
import { cell, mutex } from "heddle/memory";

/** Three actors that each read and write a counter: 36 classes. */
export async function incrementers(): Promise<void> {
  const counter = cell(0, "counter");
  const pids = [];
  for (let index = 0; index < 3; index += 1) {
    pids.push(
      await spawn(async () => {
        await counter.write((await counter.read()) + 1);
      }),
    );
  }
  for (const pid of pids) await join(pid);
}

/** The same under a lock: as many classes as orders of three. */
export async function lockedIncrementers(): Promise<void> {
  const counter = cell(0, "counter");
  const lock = mutex("lock");
  const pids = [];
  for (let index = 0; index < 3; index += 1) {
    pids.push(
      await spawn(() =>
        lock.run(async () => {
          await counter.write((await counter.read()) + 1);
        }),
      ),
    );
  }
  for (const pid of pids) await join(pid);
}
