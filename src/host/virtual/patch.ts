// The replacement of functions of Node by virtual ones, which check whether code of an execution runs: outside of it, the
// host's own code and other tests get the real functions.

import { actingExecution } from "../../kernel/index.ts";

/** Any function of Node. */
export type AnyFunction = (...values: never[]) => unknown;

/** The replacement of a function while explorations run; of nothing, where this version of Node lacks it. */
export interface Patch {
  readonly target: object;
  readonly key: string;
  readonly make: (real: AnyFunction) => unknown;
  /** Whether the property is computed by a getter, which is what `make` gets and returns. Default: no */
  readonly isGetter?: boolean;
}

/** A function that calls `virtual` in code of an execution and the real function otherwise. */
export function inStep(virtual: AnyFunction): (real: AnyFunction) => AnyFunction {
  return (real) =>
    function (this: unknown, ...values: never[]): unknown {
      return actingExecution() === undefined ? Reflect.apply(real, this, values) : virtual(...values);
    };
}

/** The same, for a function that calls the real one with other arguments, or changes what it returns. */
export function aroundInStep(
  virtual: (real: AnyFunction, ...values: never[]) => unknown,
): (real: AnyFunction) => AnyFunction {
  return (real) =>
    function (this: unknown, ...values: never[]): unknown {
      if (actingExecution() === undefined) return Reflect.apply(real, this, values);
      return virtual((...others) => Reflect.apply(real, this, others), ...values);
    };
}

/** One replacement for a function that several objects share, such as `globalThis` and node:timers. */
export function once(make: (real: AnyFunction) => AnyFunction): (real: AnyFunction) => AnyFunction {
  let made: { readonly real: AnyFunction; readonly virtual: AnyFunction } | undefined;
  return (real) => {
    if (made?.real !== real) made = { real, virtual: make(real) };
    return made.virtual;
  };
}

/**
 * Replaces a real function by a virtual one; the returned function restores it. It assigns where possible: redefining a
 * property of `Math` would permanently slow down every `Math.imul` of the process.
 */
export function replace({ isGetter = false, key, make, target }: Patch): () => void {
  if (!(key in target)) return () => undefined;
  const before = Object.getOwnPropertyDescriptor(target, key);
  if (isGetter) {
    const get = make(getterOf(target, key)) as () => unknown;
    Object.defineProperty(target, key, { configurable: true, enumerable: before?.enumerable === true, get });
    return restoring(target, key, before);
  }
  const real: AnyFunction = Reflect.get(target, key);
  const virtual = make(real);
  if (before?.writable === true) {
    Reflect.set(target, key, virtual);
    return () => {
      Reflect.set(target, key, real);
    };
  }
  Object.defineProperty(target, key, { value: virtual, writable: true, configurable: true, enumerable: true });
  return restoring(target, key, before);
}

function restoring(target: object, key: string, before: PropertyDescriptor | undefined): () => void {
  return () => {
    if (before === undefined) Reflect.deleteProperty(target, key);
    else Object.defineProperty(target, key, before);
  };
}

function getterOf(target: object, key: string): AnyFunction {
  for (let owner: object | null = target; owner !== null; owner = Reflect.getPrototypeOf(owner)) {
    const own = Object.getOwnPropertyDescriptor(owner, key);
    if (own !== undefined && "get" in own) return Reflect.get(own, "get") as AnyFunction;
  }
  const value: unknown = Reflect.get(target, key);
  return () => value;
}
