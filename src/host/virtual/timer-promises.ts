// node:timers/promises inside an execution: `setTimeout`, `setImmediate`, `setInterval` and the scheduler.

import { sleepInLine } from "../../kernel/index.ts";
import type { AnyFunction } from "./patch.ts";
import { clearTimer, coerced, startImmediate, startInterval, startTimeout, VirtualTimer } from "./virtual-timers.ts";

interface Options {
  readonly signal?: AbortSignal | undefined;
  readonly ref?: boolean | undefined;
}

/** Makes `setTimeout` of node:timers/promises; the real one tells what is wrong with arguments. */
export function promisedTimeout(real: AnyFunction): AnyFunction {
  return (delay?: unknown, value?: unknown, options: unknown = {}): Promise<unknown> => {
    if (!isDelay(delay) || !areOptions(options)) return rejectionOf(real, [delay, value, options]);
    const { ref = true, signal } = options;
    if (signal === undefined && ref) return valueAfter(sleepInLine(coerced(delay)), value);
    return untilAborted(signal, (resolve) => {
      const timer = startTimeout(resolve, delay, value);
      if (!ref) timer.unref();
      return timer;
    });
  };
}

/** The same for `setImmediate`. */
export function promisedImmediate(real: AnyFunction): AnyFunction {
  return (value?: unknown, options: unknown = {}): Promise<unknown> => {
    if (!areOptions(options)) return rejectionOf(real, [value, options]);
    const { ref = true, signal } = options;
    if (signal === undefined && ref) return valueAfter(sleepInLine(0), value);
    return untilAborted(signal, (resolve) => {
      const immediate = startImmediate(resolve, value);
      if (!ref) immediate.unref();
      return immediate;
    });
  };
}

/** The same for `setInterval`. Ticks that come while nobody waits are queued. */
export function promisedInterval(real: AnyFunction): AnyFunction {
  return async function* (delay?: unknown, value?: unknown, options: unknown = {}): AsyncGenerator {
    if (!isDelay(delay) || !areOptions(options)) {
      const ticks = Reflect.apply(real, undefined, [delay, value, options]) as AsyncGenerator;
      await ticks.next();
      return;
    }
    const { ref = true, signal } = options;
    if (signal?.aborted === true) throw new AbortError(signal);
    let missed = 0;
    let wake: ((value?: unknown) => void) | undefined;
    const wakeWith = (result?: unknown): void => {
      wake?.(result);
      wake = undefined;
    };
    const interval = startInterval(() => {
      missed += 1;
      wakeWith();
    }, delay);
    if (!ref) interval.unref();
    const onAbort = (): void => {
      clearTimer(interval);
      if (signal !== undefined && wake !== undefined) wakeWith(Promise.reject(new AbortError(signal)));
    };
    signal?.addEventListener("abort", onAbort, { once: true });
    try {
      while (!isAborted(signal)) {
        if (missed === 0) {
          // Code that waits for it keeps the execution going, in contrast to an interval that nobody waits for.
          if (ref) VirtualTimer.hold(interval, "untilItFires");
          await new Promise((resolve) => {
            wake = resolve;
          });
          if (ref) VirtualTimer.hold(interval, "untilMainReturns");
        }
        for (; missed > 0; missed -= 1) yield value;
      }
      throw new AbortError(signal);
    } finally {
      clearTimer(interval);
      signal?.removeEventListener("abort", onAbort);
    }
  };
}

/** The error by which a timer is aborted; Node does not export its class. */
class AbortError extends Error {
  readonly code: string = "ABORT_ERR";

  constructor(signal: AbortSignal | undefined) {
    super("The operation was aborted", { cause: signal?.reason });
    this.name = "AbortError";
  }
}

/** A promise that a timer resolves, unless `signal` is aborted before. */
function untilAborted(
  signal: AbortSignal | undefined,
  start: (resolve: (value: unknown) => void) => VirtualTimer,
): Promise<unknown> {
  if (signal?.aborted === true) return Promise.reject(new AbortError(signal));
  let onAbort: () => void = ignore;
  const promise = new Promise((resolve, reject) => {
    const timer = start(resolve);
    onAbort = (): void => {
      VirtualTimer.clear(timer);
      reject(new AbortError(signal));
    };
    signal?.addEventListener("abort", onAbort);
  });
  if (signal === undefined) return promise;
  return promise.finally(() => {
    signal.removeEventListener("abort", onAbort);
  });
}

function ignore(): void {
  // Replaced before anything calls it.
}

function valueAfter(sleeping: Promise<void>, value: unknown): Promise<unknown> {
  return value === undefined ? sleeping : sleeping.then(() => value);
}

function isAborted(signal: AbortSignal | undefined): boolean {
  return signal?.aborted === true;
}

/** What the real function answers to arguments that it refuses: it sets no timer. */
function rejectionOf(real: AnyFunction, values: readonly unknown[]): Promise<unknown> {
  return Reflect.apply(real, undefined, values) as Promise<unknown>;
}

function isDelay(delay: unknown): boolean {
  return delay === undefined || typeof delay === "number";
}

function areOptions(options: unknown): options is Options {
  if (typeof options !== "object" || options === null || Array.isArray(options)) return false;
  const { ref, signal }: { readonly ref?: unknown; readonly signal?: unknown } = options;
  const isSignal = signal === undefined || (typeof signal === "object" && signal !== null && "aborted" in signal);
  return isSignal && (ref === undefined || typeof ref === "boolean");
}
