// Explorations of concurrent tests take turns. The host would see to it as well; here each knows when its turn begins,
// so that the time it waited is not taken for time it had.

/** Runs one piece of work at a time, in order. */
export interface ExplorationQueue {
  take<T>(work: () => Promise<T>): Promise<T>;
}

/** Makes a queue. */
export function createExplorationQueue(): ExplorationQueue {
  let latest: Promise<unknown> = Promise.resolve();
  return {
    take(work) {
      const result = latest.then(work);
      latest = result.catch(() => undefined);
      return result;
    },
  };
}
