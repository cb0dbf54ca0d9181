// The functions of Node that set and clear timers, and their virtual replacements.

import timers from "node:timers";
import timersPromises from "node:timers/promises";
import { promisify } from "node:util";

import { inStep, once } from "./patch.ts";
import type { AnyFunction, Patch } from "./patch.ts";
import { promisedImmediate, promisedInterval, promisedTimeout } from "./timer-promises.ts";
import {
  abortAfter,
  clearTimer,
  startImmediate,
  startInterval,
  startTimeout,
  Timeout,
  VirtualTimer,
} from "./virtual-timers.ts";

/** A function that starts a timer. What it refuses, the real one refuses. */
function starting(start: (...values: never[]) => unknown): (real: AnyFunction) => AnyFunction {
  return (real) => {
    const virtual = (...values: never[]): unknown =>
      typeof values[0] === "function" ? start(...values) : Reflect.apply(real, undefined, values);
    return likeReal(inStep(virtual)(real), real);
  };
}

/** Clears a virtual timer wherever it is called, and a real one through the real function. */
function clearing(real: AnyFunction): AnyFunction {
  return likeReal(
    inStep((timer: never): unknown => (isVirtual(timer) || isId(timer) ? clearTimer(timer) : real(timer)))(
      (timer: never) => (isVirtual(timer) ? clearTimer(timer) : real(timer)),
    ),
    real,
  );
}

/** The real function takes a time-out for an immediate, too, and is in disorder afterwards. */
function clearingImmediate(real: AnyFunction): AnyFunction {
  return likeReal((immediate: unknown): unknown => {
    if (!(immediate instanceof VirtualTimer)) return Reflect.apply(real, undefined, [immediate]);
    VirtualTimer.clear(immediate);
    return undefined;
  }, real);
}

function isVirtual(timer: unknown): boolean {
  return timer instanceof Timeout;
}

function isId(timer: unknown): boolean {
  return typeof timer === "number" || typeof timer === "string";
}

/** Gives a replacement the name of the real function, and the function of promises that `util.promisify` asks for. */
function likeReal(virtual: AnyFunction, real: AnyFunction): AnyFunction {
  for (const key of ["name", "length"] as const)
    Object.defineProperty(virtual, key, { value: real[key], configurable: true });
  if (real.name !== "setTimeout" && real.name !== "setImmediate") return virtual;
  const key = real.name;
  Object.defineProperty(virtual, promisify.custom, { enumerable: true, get: () => timersPromises[key] });
  return virtual;
}

const SHARED: readonly Omit<Patch, "target">[] = [
  { key: "setTimeout", make: once(starting(startTimeout)) },
  { key: "setInterval", make: once(starting(startInterval)) },
  { key: "setImmediate", make: once(starting(startImmediate)) },
  { key: "clearTimeout", make: once(clearing) },
  { key: "clearInterval", make: once(clearing) },
  { key: "clearImmediate", make: once(clearingImmediate) },
];

/** What `AbortSignal.timeout` takes. */
function isDelayOfSignal(delay: unknown): boolean {
  return Number.isInteger(delay) && (delay as number) >= 0 && (delay as number) <= 2 ** 32 - 1;
}

/** A function of node:timers/promises in code of an execution. */
function promising(make: (real: AnyFunction) => AnyFunction): (real: AnyFunction) => AnyFunction {
  return (real) => inStep(make(real))(real);
}

const SCHEDULER: object = Object.getPrototypeOf(timersPromises.scheduler);

/** A method of the scheduler. What is no scheduler, the real one refuses. */
function scheduling(virtual: (delay?: number, options?: object) => unknown): (real: AnyFunction) => AnyFunction {
  return (real) => {
    const inExecution = inStep(virtual)(real);
    return likeReal(function (this: unknown, ...values: never[]): unknown {
      return Reflect.apply(this instanceof SCHEDULER.constructor ? inExecution : real, this, values);
    }, real);
  };
}

/** The patches of everything that has to do with timers. */
export const TIMER_PATCHES: readonly Patch[] = [
  ...[globalThis, timers].flatMap((target) => SHARED.map((patch) => ({ target, ...patch }))),
  { target: timersPromises, key: "setTimeout", make: promising(promisedTimeout) },
  { target: timersPromises, key: "setImmediate", make: promising(promisedImmediate) },
  { target: timersPromises, key: "setInterval", make: promising(promisedInterval) },
  {
    target: SCHEDULER,
    key: "wait",
    make: scheduling((delay, options) => timersPromises.setTimeout(delay, undefined, options)),
  },
  { target: SCHEDULER, key: "yield", make: scheduling(() => timersPromises.setImmediate()) },
  {
    target: AbortSignal,
    key: "timeout",
    make: (real) =>
      inStep((delay: number) =>
        isDelayOfSignal(delay) ? abortAfter(delay) : Reflect.apply(real, AbortSignal, [delay]),
      )(real),
  },
];

/** The description of the symbol under which vitest keeps the timers that `vi.waitFor` and `expect.poll` use. */
const KEPT_BY_VITEST = "vitest:SAFE_TIMERS";

/** The patches of timers that vitest keeps aside; none without vitest. */
export function keptTimerPatches(): readonly Patch[] {
  const key = Object.getOwnPropertySymbols(globalThis).find(({ description }) => description === KEPT_BY_VITEST);
  const kept: unknown = key === undefined ? undefined : Reflect.get(globalThis, key);
  if (typeof kept !== "object" || kept === null) return [];
  return SHARED.filter((patch) => typeof Reflect.get(kept, patch.key) === "function").map((patch) => ({
    target: kept,
    ...patch,
  }));
}
