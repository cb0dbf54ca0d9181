// Rejections that no code of the program handled, while a slice of an exploration runs.

/** Runs `slice`; each unhandled rejection in it goes to `onUncaught` and to nobody else. */
export function catchingRejections<T>(slice: () => T, onUncaught: (error: unknown) => void): T {
  const listeners = process.listeners("unhandledRejection");
  process.removeAllListeners("unhandledRejection");
  process.on("unhandledRejection", onUncaught);
  try {
    return slice();
  } finally {
    process.removeListener("unhandledRejection", onUncaught);
    for (const listener of listeners) process.on("unhandledRejection", listener);
  }
}
