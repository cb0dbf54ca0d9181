// Puts functions in front of those of Node's modules, once and for all: whoever holds one gets the model in an execution that
// has it, and the real function otherwise. Taken back they could not be, since packages keep what they import.

import { Module, syncBuiltinESMExports } from "node:module";

import { activeModels, whileLoading } from "./active.ts";

/** A function of whatever type. */
export type AnyFunction = (this: unknown, ...values: never[]) => unknown;

/** The name of a model. */
export type ModelName = "fs" | "net" | "fetch";

/** A function that a model replaces. */
export interface Replacement {
  readonly target: object;
  readonly key: string;
  readonly model: ModelName;
  readonly virtual: AnyFunction;
}

const REPLACED: WeakSet<object> = new WeakSet();

/** Replaces functions; those that are replaced already stay so. */
export function replaceAll(all: readonly Replacement[]): void {
  for (const one of all) replace(one);
  if (!REPLACED.has(Module)) {
    const loader = Module as unknown as { _load: AnyFunction };
    const real = loader._load;
    loader._load = function load(...values) {
      return whileLoading((): unknown => Reflect.apply(real, this, values));
    };
    REPLACED.add(Module);
  }
  syncBuiltinESMExports();
}

function replace({ key, model, target, virtual }: Replacement): void {
  const real: unknown = Reflect.get(target, key);
  if (typeof real !== "function" || REPLACED.has(real)) return;
  const isOn = (): boolean => {
    const value = activeModels()?.[model];
    return value !== undefined && value !== false;
  };
  const choose = (): AnyFunction => (isOn() ? virtual : (real as AnyFunction));
  // What else a function has is that of the real one or of the model: `native`, what `promisify` takes, the prototype of a class.
  const propertyOf = (property: string | symbol): unknown =>
    isOn() && Object.hasOwn(virtual, property) && property !== "prototype"
      ? Reflect.get(virtual, property)
      : Reflect.get(real, property);
  // Not the real function itself, whose fixed properties a proxy could not show as others.
  const replaced: object = new Proxy(shadow(), {
    apply: (_shadow, self, values): unknown => Reflect.apply(choose(), self, values),
    construct: (_shadow, values, newTarget): object =>
      Reflect.construct(choose(), values, isOn() && newTarget === replaced ? virtual : newTarget) as object,
    get: (_shadow, property): unknown => propertyOf(property),
    has: (_shadow, property) => Reflect.has(real, property),
    set: (_shadow, property, value) => Reflect.set(real, property, value),
    getPrototypeOf: () => Reflect.getPrototypeOf(real),
  });
  REPLACED.add(replaced);
  const before = Object.getOwnPropertyDescriptor(target, key);
  Object.defineProperty(target, key, {
    value: replaced,
    writable: true,
    configurable: true,
    enumerable: before?.enumerable ?? true,
  });
}

/** A function that can be called and constructed, and of which no property is fixed. */
function shadow(): AnyFunction {
  return function replaced() {
    // A proxy stands before it.
  };
}
