// Programs of timers, ticks, promises, events and streams as data, performed alike by Node and inside an execution.

import { AsyncLocalStorage } from "node:async_hooks";
import { EventEmitter, on, once } from "node:events";
import { Readable } from "node:stream";
import { setImmediate as promisedImmediate, setTimeout as promisedTimeout } from "node:timers/promises";

/** How a callback is scheduled. */
export type Kind =
  | "timeout"
  | "promised-timeout"
  | "abort-timeout"
  | "immediate"
  | "promised-immediate"
  | "tick"
  | "microtask"
  | "once"
  | "on"
  | "stream"
  | "abort";

/** A callback: what it is scheduled by, and what it schedules in turn. */
export interface Callback {
  readonly kind: Kind;
  /** Unique in the program. */
  readonly label: string;
  /** Units of time, of a timer. */
  readonly delay: number;
  readonly next: readonly Callback[];
  /** The label of a time-out that it clears. */
  readonly clears: string | undefined;
}

const storage = new AsyncLocalStorage<string>();

/** Ends what performing programs has begun: Node 20 follows every promise meanwhile. */
export function endPerformances(): void {
  storage.disable();
}

/** One performance of a program. */
export interface Performed {
  /** The labels in the order in which the callbacks ran. */
  readonly order: readonly string[];
  /** By how many milliseconds one was late at most. */
  readonly late: number;
}

/**
 * Performs a program.
 * @param unit the milliseconds of a delay of 1
 */
export function perform(program: readonly Callback[], unit = 1): Promise<Performed> {
  return new Promise((resolve) => {
    const order: string[] = [];
    const timers = new Map<string, NodeJS.Timeout>();
    let pending = 0;
    let late = 0;
    const settle = (): void => {
      pending -= 1;
      if (pending === 0) resolve({ order, late });
    };
    const schedule = (callback: Callback): void => {
      pending += 1;
      const due = performance.now() + (TIMERS.has(callback.kind) ? unit * callback.delay : 0);
      storage.run(callback.label, () => {
        const timer = SCHEDULERS[callback.kind](unit * callback.delay, () => {
          timers.delete(callback.label);
          late = Math.max(late, performance.now() - due);
          order.push(storage.getStore() === callback.label ? callback.label : `${callback.label} in a foreign context`);
          const cleared = callback.clears === undefined ? undefined : timers.get(callback.clears);
          if (cleared !== undefined && callback.clears !== undefined) {
            clearTimeout(cleared);
            timers.delete(callback.clears);
            settle();
          }
          callback.next.forEach(schedule);
          settle();
        });
        if (timer !== undefined) timers.set(callback.label, timer);
      });
    };
    program.forEach(schedule);
  });
}

const TIMERS: ReadonlySet<Kind> = new Set(["timeout", "promised-timeout", "abort-timeout"]);

type Scheduler = (delay: number, run: () => void) => NodeJS.Timeout | undefined;

/** A scheduler whose promise leads to the callback. */
function promised(start: (delay: number) => Promise<unknown>): Scheduler {
  return (delay, run) => {
    void start(delay).then(run);
    return undefined;
  };
}

const SCHEDULERS: Readonly<Record<Kind, Scheduler>> = {
  timeout: (delay, run) => setTimeout(run, delay),
  "promised-timeout": promised((delay) => promisedTimeout(delay)),
  "abort-timeout": (delay, run) => {
    // The signal alone keeps nothing going.
    const hold = setTimeout(() => undefined, 60_000);
    const bound = AsyncLocalStorage.bind(run);
    AbortSignal.timeout(delay).addEventListener("abort", () => {
      clearTimeout(hold);
      bound();
    });
    return undefined;
  },
  immediate: (_delay, run) => {
    setImmediate(run);
    return undefined;
  },
  "promised-immediate": promised(() => promisedImmediate()),
  tick: (_delay, run) => {
    process.nextTick(run);
    return undefined;
  },
  microtask: (_delay, run) => {
    queueMicrotask(run);
    return undefined;
  },
  once: promised(async () => {
    const emitter = new EventEmitter();
    const event = once(emitter, "event");
    process.nextTick(() => emitter.emit("event", 1));
    await event;
  }),
  on: promised(async () => {
    const emitter = new EventEmitter();
    queueMicrotask(() => emitter.emit("event", 1));
    for await (const values of on(emitter, "event")) if (values.length > 0) return;
  }),
  stream: promised(async () => {
    await Readable.from(["one", "two"]).toArray();
  }),
  abort: promised(async () => {
    const controller = new AbortController();
    const aborted = promisedTimeout(60_000, undefined, { signal: controller.signal }).catch(() => undefined);
    queueMicrotask(() => {
      controller.abort();
    });
    await aborted;
  }),
};
