// async-mutex 0.2.4, unmodified: `release()` on the mutex hands the lock to the next waiter, which becomes the current holder,
// and then clears the current holder. The next `release()` does nothing, and the remaining waiters wait forever. 0.2.6 clears the
// holder first and hands over second.
//
// Class: deadlock by lost wake-up, in a promise that is no operation's. Depth 1.
// Smallest failing interleaving: first acquires · second waits · first releases, second holds the lock · second releases,
//   which does nothing · third and fourth wait forever.
// It takes 0 deviations from the default schedule and 12 context switches.
// Must be found by: every strategy.

import assert from "node:assert/strict";

import { Mutex as BrokenMutex } from "async-mutex-0.2.4";
import { Mutex as FixedMutex } from "async-mutex-0.2.6";

import { join, scenario, spawn } from "heddle";
import type { Pid, Scenario } from "heddle";
import { ports } from "heddle/ports";

interface Lock {
  acquire(): Promise<unknown>;
  release(): void;
}

async function program(lock: Lock): Promise<void> {
  let value = 0;
  const counter = ports(
    {
      read: async () => value,
      async write(next: number) {
        value = next;
      },
    },
    { name: "counter" },
  );
  const workers: Pid[] = [];
  for (const name of ["first", "second", "third", "fourth"]) {
    const worker = await spawn(name, async () => {
      await lock.acquire();
      await counter.write((await counter.read()) + 1);
      lock.release();
    });
    workers.push(worker);
  }
  for (const worker of workers) await join(worker);
  assert.equal(value, workers.length, "the lock excludes");
}

export const realAsyncMutex: Scenario = scenario({
  name: "real-async-mutex-0.2.4",
  summary: "async-mutex 0.2.4: release() loses waiters",
  expected: "violated",
  program: () => program(new BrokenMutex()),
});

export const realAsyncMutexFixed: Scenario = scenario({
  name: "real-async-mutex-0.2.6",
  summary: "async-mutex 0.2.6: release() wakes the next waiter",
  expected: "passed",
  program: () => program(new FixedMutex()),
});
