// Exact quiescence: after a task is resumed, every microtask runs before the next choice is taken. Two ways to
// the same end. Node's own tick callback drains the queue synchronously (0.02 µs when it is empty), so that an
// execution is a plain loop; it is a silent no-op when a microtask is already running, hence the probe. Where
// it is missing, a microtask posts a nextTick: Node empties the microtask queue before it runs that one, whereas a
// nextTick posted from a nextTick callback would run before the microtasks.

import { InternalError } from "../../errors.ts";

/** The one thing this library asks of its host below the roof. */
declare const process: {
  readonly _tickCallback?: () => void;
  readonly nextTick: (callback: () => void) => void;
};

/** Which way drains. */
export type DrainMode = "synchronous" | "hop";

/**
 * Finds the way that works here, by letting a probe microtask prove it. Call it outside any microtask.
 */
export function detectDrainMode(): DrainMode {
  let hasRun = false;
  void Promise.resolve().then(() => {
    hasRun = true;
  });
  process._tickCallback?.();
  return hasRun ? "synchronous" : "hop";
}

/** What is driven: an execution. */
export interface Turning {
  /** Goes on to the next point at which microtasks must run; false when there is none. */
  turn(): boolean;
}

/**
 * Calls `turn` again and again, each time with an empty microtask queue, until it returns false.
 * @returns once it has; what `turn` throws is thrown
 */
export function driveSynchronously(execution: Turning): void {
  const drain = process._tickCallback;
  if (drain === undefined) throw new InternalError("The synchronous drain has gone.");
  while (execution.turn()) drain();
}

/** The same by hops; settles when `turn` has returned false or thrown. */
export function driveByHops(execution: Turning): Promise<void> {
  return new Promise((resolve, reject) => {
    const hop = (): void => {
      try {
        if (execution.turn()) {
          void Promise.resolve().then(() => {
            process.nextTick(hop);
          });
        } else resolve();
      } catch (error) {
        reject(error);
      }
    };
    hop();
  });
}
