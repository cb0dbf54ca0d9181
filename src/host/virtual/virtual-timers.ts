// `setTimeout` and related functions inside an execution.

import { callLater, sleep, stopTimer } from "../../kernel/index.ts";
import type { Task } from "../../kernel/index.ts";

type Callback = (...values: unknown[]) => void;

interface Timing {
  readonly label: string;
  readonly delay: number;
  readonly isInterval: boolean;
}

/** The timer object of virtual `setTimeout`, `setInterval` and `setImmediate`, with the methods of Node's. */
export class VirtualTimeout {
  readonly #callback: () => void;
  readonly #timing: Timing;
  #timer: Task;
  #isReferenced = true;

  constructor(callback: () => void, timing: Timing) {
    this.#callback = callback;
    this.#timing = timing;
    this.#timer = this.#start();
  }

  ref(): this {
    this.#isReferenced = true;
    return this;
  }

  unref(): this {
    this.#isReferenced = false;
    return this;
  }

  hasRef(): boolean {
    return this.#isReferenced;
  }

  refresh(): this {
    stopTimer(this.#timer);
    this.#timer = this.#start();
    return this;
  }

  close(): this {
    stopTimer(this.#timer);
    return this;
  }

  [Symbol.toPrimitive](): number {
    return this.#timer.id;
  }

  #start(): Task {
    return callLater(() => {
      if (this.#timing.isInterval) this.#timer = this.#start();
      this.#callback();
    }, this.#timing);
  }
}

export function startTimeout(callback: Callback, delay?: number, ...values: unknown[]): VirtualTimeout {
  return start("setTimeout", callback, atLeastOne(delay), values);
}

export function startInterval(callback: Callback, delay?: number, ...values: unknown[]): VirtualTimeout {
  return start("setInterval", callback, atLeastOne(delay), values);
}

export function startImmediate(callback: Callback, ...values: unknown[]): VirtualTimeout {
  return start("setImmediate", callback, 0, values);
}

/** Stops a virtual timer, whether or not it has fired. */
export function clearVirtual(timer: VirtualTimeout): void {
  timer.close();
}

/** `setTimeout` of node:timers/promises. */
export function sleepFor(
  delay?: number,
  value?: unknown,
  options?: { readonly signal?: AbortSignal },
): Promise<unknown> {
  return pauseFor(atLeastOne(delay), value, options?.signal);
}

/** `setImmediate` of node:timers/promises. */
export function sleepImmediately(value?: unknown, options?: { readonly signal?: AbortSignal }): Promise<unknown> {
  return pauseFor(0, value, options?.signal);
}

/** `setInterval` of node:timers/promises. */
export async function* tick(delay?: number, value?: unknown): AsyncGenerator {
  for (;;) {
    await sleep(atLeastOne(delay));
    yield value;
  }
}

/** `AbortSignal.timeout`. */
export function abortAfter(delay: number): AbortSignal {
  const controller = new AbortController();
  start(
    "AbortSignal.timeout",
    () => {
      controller.abort(new DOMException("The operation was aborted due to timeout", "TimeoutError"));
    },
    delay,
    [],
  );
  return controller.signal;
}

function start(label: string, callback: Callback, delay: number, values: readonly unknown[]): VirtualTimeout {
  if (typeof callback !== "function") throw new TypeError(`The callback of ${label} must be a function.`);
  const call = (): void => {
    callback(...values);
  };
  return new VirtualTimeout(call, { label, delay, isInterval: label === "setInterval" });
}

/** The delay as Node interprets it: 1 if it is missing or below 1. */
function atLeastOne(delay: number | undefined): number {
  return delay !== undefined && delay >= 1 ? delay : 1;
}

/** A sleep that `signal` can abort. */
function pauseFor(delay: number, value: unknown, signal: AbortSignal | undefined): Promise<unknown> {
  if (signal === undefined) return sleep(delay).then(() => value);
  return new Promise((resolve, reject) => {
    if (signal.aborted) {
      reject(aborted());
      return;
    }
    const timer = start("setTimeout", resolve, delay, [value]);
    const abort = (): void => {
      clearVirtual(timer);
      reject(aborted());
    };
    signal.addEventListener("abort", abort, { once: true });
  });
}

function aborted(): DOMException {
  return new DOMException("The operation was aborted", "AbortError");
}
