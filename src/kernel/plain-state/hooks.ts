// The functions that instrumented code calls to tell what it reads and writes.

import { Access } from "../../trace/index.ts";
import type { StateHooks } from "../../trace/index.ts";
import { isInstrumented, isNative } from "./instrumented.ts";
import { ROWS } from "./natives.ts";
import type { Context, Row } from "./natives.ts";
import { adoptPromise, keepPromise } from "./promises.ts";
import { isObject, isOfHeddle, ownerOf, Properties } from "./properties.ts";
import { Tracker } from "./tracker.ts";
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
      if (object instanceof Promise) {
        if (tracker.execution() !== undefined) keepPromise(object);
      } else if (isObject(object)) tracker.create(object, name);
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
      tracker.execution();
    },
    keep: (value) => {
      if (tracker.execution() !== undefined) keepPromise(value);
    },
    give: (value) => {
      const execution = tracker.execution();
      if (execution !== undefined) adoptPromise(execution, value);
    },
    construct: (type) => {
      if (typeof type === "function" && !isInstrumented(type)) properties.touchEverything();
    },
    method: (object, key) => (isObject(object) ? calls.method(object, key) : object),
    callee: (callee) => (typeof callee === "function" ? calls.callee(callee as Callable) : callee),
    iterate: (iterable) => (isObject(iterable) ? calls.iterate(iterable) : iterable),
  };
}

/** A method, and how calls of it are recorded. */
interface Method {
  readonly method: Callable;
  /** Whether it tells itself what it touches. */
  readonly isTold: boolean;
  readonly row: Row | undefined;
  /** What stands for the object in a call: made once for each method of a class, since calls are many. */
  Receiver: (new (self: object) => object) | undefined;
}

function methodOf(method: object): Method {
  return { method: method as Callable, isTold: isInstrumented(method), row: ROWS.get(method), Receiver: undefined };
}

/** Whether it is one of the functions that settle a promise, whose reactions then run. */
function isSettling(callee: Callable): boolean {
  return callee.name === "" && isNative(callee);
}

/** Calls of functions that do not tell themselves what they touch. */
class Calls {
  readonly #context: Context;
  readonly #isProxy: IsProxy;
  /** What an iterator of an array, a map or a set goes through. */
  readonly #sources: WeakMap<object, object> = new WeakMap();
  /** The methods of classes that were called, by prototype. */
  readonly #methods: WeakMap<object, Map<string | symbol, Method>> = new WeakMap();

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
    if (isObject(key)) {
      properties.touchEverything();
      return object;
    }
    if (tracker.identity(object) === undefined && properties.isOpaque(execution, object)) return object;
    const name = typeof key === "symbol" ? key : String(key);
    if (Object.hasOwn(object, name)) {
      properties.access(object, name, Access.read);
      const own: unknown = Object.getOwnPropertyDescriptor(object, name)?.value;
      return typeof own === "function" ? this.#callOf(object, name, methodOf(own)) : object;
    }
    const found = this.#inherited(object, name);
    if (found === undefined) {
      properties.access(object, name, Access.read);
      return object;
    }
    return this.#callOf(object, name, found);
  }

  /** The method that an object has from its class. */
  #inherited(object: object, name: string | symbol): Method | undefined {
    const prototype = Object.getPrototypeOf(object) as object | null;
    if (prototype === null) return undefined;
    let methods = this.#methods.get(prototype);
    const known = methods?.get(name);
    if (known !== undefined && Reflect.get(prototype, name) === known.method) return known;
    const method: unknown = ownerOf(prototype, name)?.property.value;
    if (typeof method !== "function") return undefined;
    if (methods === undefined) {
      methods = new Map();
      this.#methods.set(prototype, methods);
    }
    const found = methodOf(method);
    methods.set(name, found);
    return found;
  }

  #callOf(object: object, name: string | symbol, called: Method): object {
    const { isTold, method, row } = called;
    if (isTold) return object;
    if (row !== undefined) {
      called.Receiver ??= this.#receiver(name, method, row);
      return new called.Receiver(object);
    }
    if (name === "next" && this.#sources.has(object)) {
      this.#context.properties.readAll(this.sourceOf(object));
      return object;
    }
    const isCall = method === Function.prototype.call || method === Function.prototype.apply;
    if (isCall && isInstrumented(object)) return object;
    if (isSettling(method)) this.#context.properties.touchEverything();
    return { [name]: this.#recording(method, FOREIGN, object) };
  }

  /** The function to call. */
  callee(callee: Callable): Callable {
    const { tracker } = this.#context;
    const execution = tracker.execution();
    if (execution === undefined) return callee;
    if (isInstrumented(callee) || this.#isProxy(callee)) {
      if (this.#isProxy(callee)) this.#context.properties.touchEverything();
      return callee;
    }
    if (isSettling(callee)) {
      this.#context.properties.touchEverything();
      return callee;
    }
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

  #receiver(name: string | symbol, method: Callable, row: Row): new (self: object) => object {
    const call = (self: object, args: readonly unknown[]): unknown => this.#call(method, row, self, args);
    class Receiver {
      readonly self: object;
      constructor(self: object) {
        this.self = self;
      }
    }
    Object.defineProperty(Receiver.prototype, name, {
      value(this: Receiver, ...args: readonly unknown[]): unknown {
        return call(this.self, args);
      },
    });
    return Receiver;
  }

  #recording(method: Callable, row: Row, self: object | undefined): Callable {
    return (...args) => this.#call(method, row, self, args);
  }

  #call(
    method: Callable,
    { isNew, iterates, record }: Row,
    self: object | undefined,
    args: readonly unknown[],
  ): unknown {
    record(this.#context, self ?? args, args);
    const result: unknown = Reflect.apply(method, self, args);
    if (result instanceof Promise) keepPromise(result);
    else if (isNew === true && isObject(result)) this.#context.tracker.create(result, "");
    if (iterates === true && self !== undefined && isObject(result)) this.#sources.set(result, self);
    return result;
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
