// Catches unhandled rejections while an exploration runs code of the program.

/** Routes unhandled rejections only to `onUncaught`, until the returned function is called. */
export function listenForRejections(onUncaught: (error: unknown) => void): () => void {
  const listeners = process.listeners("unhandledRejection");
  process.removeAllListeners("unhandledRejection");
  process.on("unhandledRejection", onUncaught);
  return () => {
    process.removeListener("unhandledRejection", onUncaught);
    for (const listener of listeners) process.on("unhandledRejection", listener);
  };
}
