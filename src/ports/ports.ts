// All methods of an object as ports.

import { checkOptionNames, invalidOption } from "../options.ts";
import { CallKind } from "./call.ts";
import { PORT_OPTIONS, portTraits } from "./port-options.ts";
import type { PortOptions } from "./port-options.ts";
import { wrap } from "./port.ts";

/** Options for `ports`. */
export interface PortsOptions extends Omit<PortOptions, "touches"> {
  /**
   * What the effect of a call touches, by the name of the method and its arguments; see `PortOptions.touches`. Default: all
   * calls write one thing.
   */
  readonly touches?: (method: string, ...args: readonly unknown[]) => ReturnType<NonNullable<PortOptions["touches"]>>;
  /** The methods that leave the program. Default: all; give them if others return no promise. */
  readonly methods?: readonly string[];
}

type Method = (...args: readonly unknown[]) => unknown;

/**
 * Wraps every method of an object or a class instance as a port (see `port`); its other properties are those of the
 * object. Calls of all methods conflict, unless `touches` says what they touch. Private fields and `this` work, and a
 * method is the same function each time it is asked for. A port of Cockburn, "Hexagonal architecture" (2005).
 * @throws UsageError (`invalid-option`, `unknown-option`)
 */
export function ports<Target extends object>(target: Target, options: PortsOptions = {}): Target {
  if (typeof target !== "object" || target === null)
    throw invalidOption("What ports() wraps", "an object with methods; for a function there is port()", target);
  checkOptionNames(options, [...PORT_OPTIONS, "methods"], "ports");
  const { methods, name, touches, ...others } = options;
  const className = (target as { readonly constructor?: { readonly name?: unknown } }).constructor?.name;
  const own = portTraits({ ...others, ...(name === undefined ? {} : { name }) }, "ports", nameFrom(className));
  if (methods !== undefined && !(Array.isArray(methods) && methods.every((method) => typeof method === "string")))
    throw invalidOption("methods of ports", "an array of the names of methods", methods);
  for (const method of methods ?? [])
    if (typeof Reflect.get(target, method) !== "function")
      throw invalidOption("methods of ports", "the names of methods of the object", method);
  const wrappers = new Map<Method, Method>();
  const wrapperOf = (method: Method, key: string | symbol): Method => {
    const known = wrappers.get(method);
    if (known !== undefined) return known;
    const direct: Method = (...args): unknown => Reflect.apply(method, target, args);
    const wrapper = typeof key === "string" && methods?.includes(key) !== false ? portOf(direct, key) : direct;
    Object.defineProperty(wrapper, "name", { value: method.name });
    wrappers.set(method, wrapper);
    return wrapper;
  };
  const portOf = (direct: Method, key: string): Method => {
    const kind = new CallKind({
      ...own,
      name: `${own.name}.${key}`,
      touches: touches === undefined ? undefined : (...args) => touches(key, ...args),
    });
    return wrap(direct, kind);
  };
  // Not the target itself, whose frozen properties a proxy could not show as others.
  const shadow = Object.create(Reflect.getPrototypeOf(target)) as Target;
  const read = (key: string | symbol): unknown => {
    const value: unknown = Reflect.get(target, key, target);
    return typeof value === "function" && key !== "constructor" ? wrapperOf(value as Method, key) : value;
  };
  return new Proxy(shadow, {
    get: (_shadow, key) => read(key),
    set: (_shadow, key, value) => Reflect.set(target, key, value, target),
    has: (_shadow, key) => Reflect.has(target, key),
    deleteProperty: (_shadow, key) => Reflect.deleteProperty(target, key),
    ownKeys: () => Reflect.ownKeys(target),
    defineProperty: (_shadow, key, descriptor) => Reflect.defineProperty(target, key, descriptor),
    getPrototypeOf: () => Reflect.getPrototypeOf(target),
    getOwnPropertyDescriptor: (_shadow, key) => {
      const descriptor = Reflect.getOwnPropertyDescriptor(target, key);
      if (descriptor === undefined) return undefined;
      return "value" in descriptor
        ? { ...descriptor, value: read(key), configurable: true }
        : { ...descriptor, configurable: true };
    },
  });
}

function nameFrom(className: unknown): string {
  return typeof className === "string" && className !== "Object" ? className : "port";
}
