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
class VirtualTimer {
  readonly #callback: Callback;
  readonly #values: readonly unknown[];
  readonly #timing: Timing;
  /** The asynchronous context in which it was set, and in which its callback runs. */
  readonly #context: AsyncResource;
  #task: Task | undefined = undefined;
  #isCleared = false;
  #hold: TimerHold;

  constructor(callback: Callback, values: readonly unknown[], timing: Timing) {
    this.#callback = callback;
    this.#values = values;
    this.#timing = timing;
    this.#hold = timing.hold;
    this.#context = new AsyncResource(timing.delay === 0 ? "Immediate" : "Timeout");
    this.#start();
  }

  ref(): this {
    this.keepGoing(this.#timing.hold);
    return this;
  }

  unref(): this {
    this.keepGoing("never");
    return this;
  }

  hasRef(): boolean {
    return this.#hold !== "never";
  }

  /** Changes how long it keeps the execution going. */
  protected keepGoing(hold: TimerHold): void {
    this.#hold = hold;
    if (this.#task !== undefined) holdCallback(this.#task, hold);
  }

  protected restart(): void {
    if (this.#isCleared) return;
    if (this.#task !== undefined) clearCallback(this.#task);
    this.#start();
  }

  protected stop(): void {
    this.#isCleared = true;
    if (this.#task !== undefined) clearCallback(this.#task);
  }

  #start(): void {
    const { delay, isInterval, label } = this.#timing;
    const task = callLater(
      () => {
        this.#run(task);
      },
      { label, delay, isInterval, hold: this.#hold },
    );
    this.#task = task;
  }

  #run(task: Task): void {
    this.#context.runInAsyncScope(this.#callback, this, ...this.#values);
    // An interval is set again after its callback, and counts from then on.
    if (this.#timing.isInterval && this.#task === task && !this.#isCleared) this.#start();
  }
}

/** The object that virtual `setTimeout` and `setInterval` return, with the methods of Node's. */
export class Timeout extends VirtualTimer {
  #id: number | undefined = undefined;

  refresh(): this {
    this.restart();
    return this;
  }

  close(): this {
    this.stop();
    return this;
  }

  /** Changes how long it keeps the execution going, for code of this folder. */
  static hold(timer: Timeout, hold: TimerHold): void {
    timer.keepGoing(hold);
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
export class Immediate extends VirtualTimer {
  /** `clearImmediate` of an immediate. */
  static clear(immediate: Immediate): void {
    immediate.stop();
  }
}

// Older versions of Node have the symbol, without which TypeScript would not compile a method of this name.
const DISPOSE: unknown = Reflect.get(Symbol, "dispose");
if (typeof DISPOSE === "symbol") {
  const dispose = (stop: (timer: never) => void) => ({
    configurable: true,
    writable: true,
    value(this: never): void {
      stop(this);
    },
  });
  Object.defineProperty(Timeout.prototype, DISPOSE, dispose((timer: Timeout) => timer.close()));
  Object.defineProperty(Immediate.prototype, DISPOSE, dispose(Immediate.clear));
}

export function startTimeout(callback: Callback, delay?: unknown, ...values: unknown[]): Timeout {
  return new Timeout(callback, values, timing("setTimeout", delay));
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
  new Timeout(abort, [], { ...timing("AbortSignal.timeout", delay), hold: "whileOthersWait" });
  return controller.signal;
}

function timing(label: string, delay: unknown): Timing {
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
