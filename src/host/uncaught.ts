// Rejections that no code of the program handled, while an exploration runs its code.

/** From now on each unhandled rejection goes to `onUncaught` and to nobody else; the result ends that. */
export function listenForRejections(onUncaught: (error: unknown) => void): () => void {
  const listeners = process.listeners("unhandledRejection");
  process.removeAllListeners("unhandledRejection");
  process.on("unhandledRejection", onUncaught);
  return () => {
    process.removeListener("unhandledRejection", onUncaught);
    for (const listener of listeners) process.on("unhandledRejection", listener);
  };
}
