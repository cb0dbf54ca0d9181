// Catches errors that nobody handles while an exploration runs: in code of an execution, and in what an execution has
// begun outside of heddle's control and is called after it has ended, such as a real timer.

import timers from "node:timers";

import { UncontrolledNondeterminism } from "../errors.ts";
import { actingExecution } from "../kernel/index.ts";
import { readable } from "../trace/index.ts";
import { positionOf } from "./source/source-position.ts";
import type { Patch } from "./virtual/patch.ts";
import { MAIN_PROCESS } from "./watchdog.ts";

// Captured before any exploration installs the virtual globals.
const { setTimeout } = globalThis;
const { setImmediate } = timers;

/** Milliseconds that real timers get which an exploration has left behind. */
const GRACE_MS = 25;

type AnyFunction = (...values: never[]) => unknown;

/**
 * Errors outside of promises, while slices of explorations run. Node would end the process for them, or run the rest of
 * the queue in a broken asynchronous context. Callbacks that code of an execution hands to Node are therefore called in a
 * `try`; Node's own, such as that of a stream's `error` event, come the same way, by `process.nextTick`. What is thrown by
 * callbacks of functions that were captured before arrives as an uncaught exception.
 */
export class UncaughtErrors {
  #onUncaught: ((error: unknown) => void) | undefined = undefined;
  /** How often code that never yields was stopped. */
  #stops = 0;

  /** Routes uncaught errors only to `onUncaught`, until the returned function is called. */
  listen(onUncaught: (error: unknown) => void): () => void {
    const stop = [
      replaceListeners("unhandledRejection", onUncaught),
      replaceListeners("uncaughtException", (error) => {
        useRealImmediateOnce();
        onUncaught(error);
      }),
    ];
    this.#onUncaught = onUncaught;
    return () => {
      this.#onUncaught = undefined;
      for (const each of stop) each();
    };
  }

  /** Drops the callbacks that wait: a chain of them would go on where nothing stops it. */
  drop(): void {
    this.#stops += 1;
  }

  /** What must be replaced while explorations run. */
  get patches(): readonly Patch[] {
    return [
      // Node's own code uses the one of the main context.
      ...[...new Set([process, MAIN_PROCESS])].map((target) => ({
        target,
        key: "nextTick",
        make: (real: AnyFunction) => this.#guarding(real),
      })),
      { target: globalThis, key: "queueMicrotask", make: (real) => this.#guarding(real) },
    ];
  }

  /** A function that takes a callback, whose errors are caught if code of an execution calls it. */
  #guarding(real: AnyFunction): AnyFunction {
    const guarded = (callback: AnyFunction) => this.#guarded(callback);
    return function (this: unknown, ...values: never[]): unknown {
      const callback: unknown = values[0];
      if (typeof callback !== "function" || actingExecution() === undefined) return Reflect.apply(real, this, values);
      values[0] = guarded(asItsActor(callback as AnyFunction)) as never;
      return Reflect.apply(real, this, values);
    };
  }

  #guarded(callback: AnyFunction): AnyFunction {
    const stops = this.#stops;
    return (...values) => {
      if (stops !== this.#stops) return;
      try {
        callback(...values);
      } catch (error) {
        if (this.#onUncaught === undefined) throw error;
        this.#onUncaught(error);
      }
    };
  }
}

/** Called later as code of the actor that calls now. */
function asItsActor(callback: AnyFunction): AnyFunction {
  const attribution = actingExecution()?.attribution;
  const actor = attribution?.actor();
  if (attribution === undefined || actor === undefined) return callback;
  return (...values) => attribution.run(actor, () => callback(...values));
}

/** Node sets an immediate when an uncaught exception was handled: it must not become a timer of the execution. */
function useRealImmediateOnce(): void {
  const before = timers.setImmediate;
  timers.setImmediate = ((...values: Parameters<typeof setImmediate>) => {
    timers.setImmediate = before;
    return setImmediate(...values);
  }) as typeof setImmediate;
}

/** The errors that reach nobody between executions and shortly after the last one. */
export class LateErrors {
  #error: Error | undefined;
  readonly #timersBefore: number = activeTimers();
  readonly #stop: readonly (() => void)[];

  constructor() {
    const onError = (thrown: unknown): void => {
      this.#error ??= lateError(readable(thrown));
    };
    this.#stop = [replaceListeners("uncaughtException", onError), replaceListeners("unhandledRejection", onError)];
  }

  /** @throws UncontrolledNondeterminism (`late-error`) */
  check(): void {
    if (this.#error !== undefined) throw this.#error;
  }

  /** Waits briefly for real timers that have been started and not fired, so that none fires into what follows. */
  async settle(): Promise<void> {
    for (let waited = 0; waited < GRACE_MS && activeTimers() > this.#timersBefore; waited += 1) {
      await new Promise((resolve) => {
        setTimeout(resolve, 1);
      });
    }
  }

  stop(): void {
    for (const stop of this.#stop) stop();
  }
}

function activeTimers(): number {
  return process.getActiveResourcesInfo().filter((type) => type === "Timeout" || type === "Immediate").length;
}

function lateError(error: unknown): UncontrolledNondeterminism {
  const text = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  const position = error instanceof Error ? positionOf(error) : undefined;
  const where = position === undefined ? "" : ` at ${position.file}:${position.line}`;
  return new UncontrolledNondeterminism(
    `After an execution had ended, or between two of them, something threw "${text}"${where}, and nothing caught it: most ` +
      "likely a real timer that the program has set, by a setTimeout that was captured before heddle was imported. Call " +
      "the global function, which is virtual within an execution.",
    { code: "late-error", cause: error },
  );
}

function replaceListeners(
  event: "uncaughtException" | "unhandledRejection",
  listener: (error: unknown) => void,
): () => void {
  const emitter: NodeJS.EventEmitter = process;
  const listeners = emitter.listeners(event) as ((error: unknown) => void)[];
  emitter.removeAllListeners(event);
  emitter.on(event, listener);
  return () => {
    emitter.removeListener(event, listener);
    for (const before of listeners) emitter.on(event, before);
  };
}
