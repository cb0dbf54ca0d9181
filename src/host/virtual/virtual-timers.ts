// `setTimeout`, `setInterval`, `setImmediate` and `AbortSignal.timeout` inside an execution: the objects and arguments are
// those of Node; when they fire is up to the kernel.

import { AsyncResource } from "node:async_hooks";

import { actingExecution, callLater, clearCallback, holdCallback, stateOf } from "../../kernel/index.ts";
import type { Task, TimerHold } from "../../kernel/index.ts";

/** The callback of a timer; `this` is the timer. */
export type Callback = (...values: unknown[]) => void;

/** How a timer is set. */
interface Timing {
  readonly label: string;
  readonly delay: number;
  readonly isInterval: boolean;
  /** How long it keeps the execution going while it is referenced. */
  readonly hold: TimerHold;
}

/** The longest delay of Node; a longer one counts as 1 ms. */
const LONGEST = 2 ** 31 - 1;
const IDS = Symbol("timers by id");

/** What a time-out and an immediate have in common. */
export class VirtualTimer {
  readonly #callback: Callback;
  readonly #values: readonly unknown[];
  readonly #timing: Timing;
  /** The asynchronous context in which it was set, and in which its callback runs. */
  readonly #context: AsyncResource;
  #task: Task | undefined = undefined;
  #isPending = false;
  #isCleared = false;
  #hold: TimerHold;

  constructor(callback: Callback, values: readonly unknown[], timing: Timing) {
    this.#callback = callback;
    this.#values = values;
    this.#timing = timing;
    this.#hold = timing.hold;
    this.#context = new AsyncResource("VirtualTimer");
    this.#start();
  }

  /** Changes how long a timer keeps the execution going: static, since programs see the methods. */
  static hold(timer: VirtualTimer, hold: TimerHold): void {
    timer.#hold = hold;
    if (timer.#task !== undefined) holdCallback(timer.#task, hold);
  }

  /** Prevents that the callback of a timer is called, for good. */
  static clear(timer: VirtualTimer): void {
    timer.#isCleared = true;
    if (timer.#task !== undefined) clearCallback(timer.#task);
  }

  /** Sets a timer anew, unless it was cleared. */
  static restart(timer: VirtualTimer): void {
    if (timer.#isCleared) return;
    if (timer.#task !== undefined) clearCallback(timer.#task);
    timer.#start();
  }

  ref(): this {
    VirtualTimer.hold(this, this.#timing.hold);
    return this;
  }

  unref(): this {
    VirtualTimer.hold(this, "never");
    return this;
  }

  hasRef(): boolean {
    return this.#hold !== "never";
  }

  #start(): void {
    this.#isPending = true;
    this.#task = callLater(this.#run, this.#timing, this.#hold);
  }

  readonly #run = (): void => {
    this.#isPending = false;
    this.#context.runInAsyncScope(this.#callback, this, ...this.#values);
    // An interval is set again after its callback, and counts from then on.
    if (this.#timing.isInterval && !this.#isPending && !this.#isCleared) this.#start();
  };
}

/** The object that virtual `setTimeout` and `setInterval` return, with the methods of Node's. */
export class Timeout extends VirtualTimer {
  #id: number | undefined = undefined;

  refresh(): this {
    VirtualTimer.restart(this);
    return this;
  }

  close(): this {
    VirtualTimer.clear(this);
    return this;
  }

  [Symbol.toPrimitive](): number {
    if (this.#id === undefined) {
      const ids = timersById();
      this.#id = (ids?.size ?? 0) + 1;
      ids?.set(String(this.#id), this);
    }
    return this.#id;
  }
}

/** The object that virtual `setImmediate` returns, with the methods of Node's. */
export class Immediate extends VirtualTimer {}

// The version of TypeScript's library that heddle is compiled for does not know the symbol.
const DISPOSE: unknown = Reflect.get(Symbol, "dispose");
if (typeof DISPOSE === "symbol") {
  for (const { prototype } of [Timeout, Immediate]) {
    Object.defineProperty(prototype, DISPOSE, {
      configurable: true,
      writable: true,
      value(this: VirtualTimer): void {
        VirtualTimer.clear(this);
      },
    });
  }
}

export function startTimeout(callback: Callback, delay?: unknown, ...values: unknown[]): Timeout {
  return new Timeout(callback, values, timingOf("setTimeout", delay));
}

export function startInterval(callback: Callback, delay?: unknown, ...values: unknown[]): Timeout {
  return new Timeout(callback, values, {
    label: "setInterval",
    delay: coerced(delay),
    isInterval: true,
    hold: "untilMainReturns",
  });
}

export function startImmediate(callback: Callback, ...values: unknown[]): Immediate {
  return new Immediate(callback, values, { label: "setImmediate", delay: 0, isInterval: false, hold: "untilItFires" });
}

/** `clearTimeout` and `clearInterval`: of a time-out, or of its id as a number or a text. */
export function clearTimer(timer: unknown): void {
  if (timer instanceof Timeout) timer.close();
  else if (typeof timer === "number" || typeof timer === "string") timersById()?.get(String(timer))?.close();
}

/** `AbortSignal.timeout`. Node leaves its timer unreferenced, and the input and output that wait keep a program going. */
export function abortAfter(delay: number): AbortSignal {
  const controller = new AbortController();
  const abort = (): void => {
    controller.abort(new DOMException("The operation was aborted due to timeout", "TimeoutError"));
  };
  VirtualTimer.hold(new Timeout(abort, [], timingOf("AbortSignal.timeout", delay)), "whileOthersWait");
  return controller.signal;
}

function timingOf(label: string, delay: unknown): Timing {
  return { label, delay: coerced(delay), isInterval: false, hold: "untilItFires" };
}

/**
 * A delay as Node understands it: a number from 1 to 2³¹ − 1 without its fraction, anything else as 1.
 * @throws TypeError for a `bigint` or a symbol
 */
export function coerced(delay: unknown): number {
  const milliseconds = delay === undefined ? 1 : (delay as number) * 1;
  return milliseconds >= 1 && milliseconds <= LONGEST ? Math.trunc(milliseconds) : 1;
}

/** The time-outs of the running execution that have been used as numbers. */
function timersById(): Map<string, Timeout> | undefined {
  const execution = actingExecution();
  return execution && stateOf(execution, IDS, () => new Map<string, Timeout>());
}
