// Running code while holding a mutex or a semaphore.

/** What can be acquired and released. */
interface Lock {
  acquire(): Promise<void>;
  release(): Promise<void>;
}

/** Acquires a lock, runs `body` and releases the lock however `body` ends. */
export async function runHolding<T>(lock: Lock, body: () => T | Promise<T>): Promise<T> {
  await lock.acquire();
  try {
    return await body();
  } finally {
    await lock.release();
  }
}
