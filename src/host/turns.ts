// The turns of the event loop in which slices of explorations run, under the watchdog, and what goes wrong between them.

import type { Guarded } from "../explore/index.ts";
import { recordHotSpot } from "./source/hot-spot.ts";
import { LateErrors } from "./uncaught.ts";
import { recoverFromStop, runLimited } from "./watchdog.ts";

// Captured before any exploration installs the virtual globals.
const { setImmediate } = globalThis;

/** Milliseconds of CPU time of this thread; of the whole process, which is no less, where Node does not tell. */
function cpuTime(): number {
  const { threadCpuUsage } = process as { threadCpuUsage?: typeof process.cpuUsage };
  const { system, user } = threadCpuUsage?.() ?? process.cpuUsage();
  return (system + user) / 1e3;
}

/** The turns of one host. */
export class Turns {
  readonly #during: <T>(work: () => T) => T;
  /** Whether a slice of this turn was stopped. */
  #isStopped = false;
  #late: LateErrors | undefined;

  /** @param during calls the work of each turn */
  constructor(during: <T>(work: () => T) => T) {
    this.#during = during;
  }

  /** See `Host.turn`. */
  run<T>(work: () => T): Promise<T> {
    return new Promise((resolve, reject) => {
      setImmediate(() => {
        try {
          this.#late?.check();
          resolve(this.#during(work));
        } catch (error) {
          reject(error);
        }
        const isStopped = this.#isStopped;
        this.#isStopped = false;
        if (isStopped) recoverFromStop();
      });
    });
  }

  /** See `Host.guard`. */
  guard(slice: () => void, limit: number, isLocated: boolean): Guarded {
    const locate = isLocated ? recordHotSpot() : undefined;
    const before = cpuTime();
    const isStuck = !runLimited(slice, limit);
    this.#isStopped ||= isStuck;
    const isStarved = isStuck && cpuTime() - before < limit / 4;
    const where = locate?.();
    return { isStuck, isStarved, where: isStuck ? where : undefined };
  }

  /**
   * Runs the turns of one exploration.
   * @throws UncontrolledNondeterminism (`late-error`)
   */
  async explore<T>(work: () => Promise<T>): Promise<T> {
    const late = new LateErrors();
    this.#late = late;
    try {
      const result = await settled(work, late);
      late.check();
      return result;
    } finally {
      late.stop();
      this.#late = undefined;
    }
  }
}

async function settled<T>(work: () => Promise<T>, late: LateErrors): Promise<T> {
  try {
    return await work();
  } finally {
    await late.settle();
  }
}
