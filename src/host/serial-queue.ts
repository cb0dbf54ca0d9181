// A queue that runs asynchronous work one piece at a time.

/** Runs work in the order in which it is added, one piece at a time. */
export class SerialQueue {
  #latest: Promise<unknown> = Promise.resolve();

  /** Runs `work` after all earlier work has settled. */
  run<T>(work: () => Promise<T>): Promise<T> {
    const result = this.#latest.then(work);
    this.#latest = result.catch(() => undefined);
    return result;
  }
}
