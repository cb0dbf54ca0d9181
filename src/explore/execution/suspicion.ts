// How long code may run before it counts as code that never yields. On a busy machine any code is slow, and one that was
// suspended looks stuck: the execution is repeated before anything is said of it, with more time, and with still more if the
// thread hardly got to run meanwhile.

/** Wall-clock milliseconds: a slice that takes the first may contain an actor that never yields, one that takes a later one does. */
const LIMITS: readonly [number, number, number] = [1_000, 2_000, 20_000];
/** The factor on the first two for strategies that compute between executions, such as a reduction. */
const FACTOR = 10;

/** What is suspected of the running execution. */
export class Suspicion {
  #level: 0 | 1 | 2 = 0;

  /** Whether it was stopped before. */
  get isRaised(): boolean {
    return this.#level > 0;
  }

  /** The milliseconds after which a slice is stopped. */
  limit(computesBetween: boolean): number {
    return this.#level === 2 ? LIMITS[2] : LIMITS[this.#level] * (computesBetween ? FACTOR : 1);
  }

  /**
   * It was stopped again.
   * @param isStarved whether the thread got less than a quarter of the time
   * @returns the limit that it has exceeded for good, in seconds; `undefined` if it is to be repeated
   */
  confirm(isStarved: boolean): number | undefined {
    const level = this.#level;
    if (level === 0 || (level === 1 && isStarved)) {
      this.#level = level === 0 ? 1 : 2;
      return undefined;
    }
    this.#level = 0;
    return LIMITS[level] / 1_000;
  }

  drop(): void {
    this.#level = 0;
  }
}
