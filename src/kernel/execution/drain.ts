// Draining the microtask queue: after a task is resumed, every microtask runs before the next choice is made. There are
// two ways. Node's own tick callback drains the queue synchronously (0.02 µs when it is empty), so that an execution is
// a plain loop; it is a silent no-op when a microtask is already running, hence the probe. Where it is missing, a
// microtask posts a nextTick: Node empties the microtask queue before it runs that one, whereas a nextTick posted from
// a nextTick callback would run before the microtasks.

import { InternalError } from "../../errors.ts";

/** The only host function used below the top layers. */
declare const process: {
  readonly _tickCallback?: () => void;
  readonly nextTick: (callback: () => void) => void;
};

/** How the microtask queue is drained. */
export type DrainMode = "synchronous" | "hop";

/** Detects the mode that works here by means of a probe microtask. Call it outside any microtask. */
export function detectDrainMode(): DrainMode {
  let hasRun = false;
  void Promise.resolve().then(() => {
    hasRun = true;
  });
  process._tickCallback?.();
  return hasRun ? "synchronous" : "hop";
}

/** A loop with a drain after each turn: an execution. */
export interface TurnLoop {
  /** Continues to the next point at which microtasks must run; returns false when there is none. */
  turn(): boolean;
}

/**
 * Calls `turn` repeatedly, each time with an empty microtask queue, until it returns false.
 * @param onThrown called with what a callback of the program has thrown in a drain, which then goes on
 * @throws whatever `turn` throws
 */
export function driveSynchronously(execution: TurnLoop, onThrown: (error: unknown) => void): void {
  const drain = process._tickCallback;
  if (drain === undefined) throw new InternalError("process._tickCallback, which was detected before, is missing.");
  while (execution.turn()) {
    try {
      drain();
    } catch (error) {
      onThrown(error);
      drainOn(drain, onThrown);
    }
  }
}

/** What a callback has thrown leaves the others in the queue. */
function drainOn(drain: () => void, onThrown: (error: unknown) => void): void {
  for (;;) {
    try {
      drain();
      return;
    } catch (error) {
      onThrown(error);
    }
  }
}

/** Like `driveSynchronously`, by nextTick hops; settles when `turn` has returned false or thrown. */
export function driveByHops(execution: TurnLoop): Promise<void> {
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
