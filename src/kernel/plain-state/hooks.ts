// The functions that instrumented code calls to tell what it reads and writes.

import { Access } from "../../trace/index.ts";
import type { StateHooks } from "../../trace/index.ts";
import { isInstrumented, isNative } from "./instrumented.ts";
import { ROWS } from "./natives.ts";
import type { Context, Row } from "./natives.ts";
import { isObject, isOfHeddle, ownerOf, Properties } from "./properties.ts";
import { Tracker, useEverything } from "./tracker.ts";
import type { IsProxy } from "./tracker.ts";

type Callable = (...args: readonly unknown[]) => unknown;

/**
 * Makes the functions that instrumented code calls.
 * @param isProxy whether an object is a proxy, whose traps must not be called to find out what it is
 */
export function stateHooks(isProxy: IsProxy): StateHooks {
  const tracker = new Tracker(isProxy);
  const properties = new Properties(tracker, isProxy);
  const calls = new Calls({ tracker, properties }, isProxy);
  return {
    read: (object, key) => {
      properties.access(object, key, Access.read);
    },
    write: (object, key) => {
      properties.access(object, key, Access.write);
    },
    create: (object, name) => {
      if (isObject(object)) tracker.create(object, name);
    },
    readAll: (object) => {
      properties.readAll(isObject(object) ? calls.sourceOf(object) : object);
    },
    destructure: (value, shape) => {
      properties.destructure(isObject(value) ? calls.sourceOf(value) : value, shape);
    },
    touchEverything: () => {
      properties.touchEverything();
    },
    use: () => {
      const execution = tracker.execution();
      if (execution !== undefined) useEverything(execution);
    },
    construct: (type) => {
      if (typeof type === "function" && !isInstrumented(type)) properties.touchEverything();
    },
    method: (object, key) => (isObject(object) ? calls.method(object, key) : object),
    callee: (callee) => (typeof callee === "function" ? calls.callee(callee as Callable) : callee),
    iterate: (iterable) => (isObject(iterable) ? calls.iterate(iterable) : iterable),
  };
}

/** Calls of functions that do not tell themselves what they touch. */
class Calls {
  readonly #context: Context;
  readonly #isProxy: IsProxy;
  /** What an iterator of an array, a map or a set goes through. */
  readonly #sources: WeakMap<object, object> = new WeakMap();

  constructor(context: Context, isProxy: IsProxy) {
    this.#context = context;
    this.#isProxy = isProxy;
  }

  /** What is read when an object is gone through. */
  sourceOf(object: object): object {
    return this.#sources.get(object) ?? object;
  }

  /** What has the method to call: the object, or one whose method records the call. */
  method(object: object, key: unknown): unknown {
    const { properties, tracker } = this.#context;
    const execution = tracker.execution();
    if (execution === undefined) return object;
    useEverything(execution);
    if (isObject(key)) {
      properties.touchEverything();
      return object;
    }
    const name = typeof key === "symbol" ? key : String(key);
    if (properties.isOpaque(execution, object)) return object;
    const owner = ownerOf(object, name);
    const method: unknown = owner?.property.value;
    const row = ROWS.get(method);
    if (row !== undefined) return { [name]: this.#recording(method as Callable, row, object) };
    properties.access(object, name, Access.read);
    if (typeof method !== "function" || isInstrumented(method)) return object;
    if (name === "next" && this.#sources.has(object)) {
      properties.readAll(this.sourceOf(object));
      return object;
    }
    const isCall = method === Function.prototype.call || method === Function.prototype.apply;
    if (isCall && isInstrumented(object)) return object;
    return { [name]: this.#recording(method as Callable, FOREIGN, object) };
  }

  /** The function to call. */
  callee(callee: Callable): Callable {
    const { tracker } = this.#context;
    const execution = tracker.execution();
    if (execution === undefined) return callee;
    useEverything(execution);
    if (isInstrumented(callee) || this.#isProxy(callee)) {
      if (this.#isProxy(callee)) this.#context.properties.touchEverything();
      return callee;
    }
    // The functions that settle a promise.
    if (callee.name === "" && isNative(callee)) return callee;
    return this.#recording(callee, ROWS.get(callee) ?? FOREIGN, undefined);
  }

  /** What a loop runs through whose turns take time: each turn reads it again. */
  iterate(iterable: object): unknown {
    const { properties, tracker } = this.#context;
    if (tracker.execution() === undefined || this.#isProxy(iterable)) return iterable;
    properties.readAll(this.sourceOf(iterable));
    const begin: unknown = Reflect.get(iterable, Symbol.iterator);
    const isCollection = Array.isArray(iterable) || iterable instanceof Map || iterable instanceof Set;
    if (typeof begin !== "function" || (!isCollection && !this.#sources.has(iterable))) return iterable;
    return {
      [Symbol.iterator]: (): Iterator<unknown> => {
        const iterator = Reflect.apply(begin, iterable, []) as Iterator<unknown>;
        return {
          next: () => {
            properties.readAll(this.sourceOf(iterable));
            return iterator.next();
          },
        };
      },
    };
  }

  #recording(method: Callable, { isNew, iterates, record }: Row, self: object | undefined): Callable {
    return (...args) => {
      record(this.#context, self ?? args, args);
      const result: unknown = Reflect.apply(method, self, args);
      if (isObject(result)) {
        if (isNew === true) this.#context.tracker.create(result, "");
        if (iterates === true && self !== undefined) this.#sources.set(result, self);
      }
      return result;
    };
  }
}

/** A function of a foreign file, or of the language without a row: it may do anything to the objects that it gets. */
const FOREIGN: Row = {
  record: ({ properties, tracker }, self, args) => {
    const isTouched = (value: unknown): boolean =>
      typeof value === "object" && value !== null && (tracker.isKnown(value) || (!isOfHeddle(value) && isPlain(value)));
    if (tracker.isKnown(self) || args.some(isTouched)) properties.touchEverything();
  },
};

/** Whether a value has state that plain code reaches. */
function isPlain(value: object): boolean {
  return !(value instanceof Promise) && !(value instanceof Error);
}
