// Proxies of objects whose properties are their state, and of those that count as one thing.

import { Access } from "../trace/index.ts";
import type { SharedGraph } from "./shared-graph.ts";
import type { SharedNode } from "./shared-node.ts";
import { propertyOf } from "./shared-shape.ts";

/** Records reads and writes of properties. Methods run with the proxy as `this`, so that they are seen, too. */
export function fieldsHandler(graph: SharedGraph, node: SharedNode): ProxyHandler<object> {
  return {
    get(target, key, receiver) {
      if (key === "touchedObject") return node.whole;
      const property = propertyOf(target, key);
      if (property?.get !== undefined || isMethod(target, key, property)) return Reflect.get(target, key, receiver);
      node.access(partOf(key), Access.read);
      const value: unknown = property?.value;
      // The engine insists on the very value.
      if (property?.configurable === false && property.writable === false) return value;
      // Whoever calls it may change whatever it closes over, `this` of an arrow function for example.
      if (typeof value === "function") node.accessWhole();
      if (typeof value === "object" && value !== null && !graph.holds(value)) accessHidden(node, key, value);
      return graph.seen(value, node.label + partOf(key));
    },
    set(target, key, given, receiver) {
      const property = propertyOf(target, key);
      if (property?.set !== undefined) return Reflect.set(target, key, given, receiver);
      const before = Array.isArray(target) ? target.length : 0;
      const isNew = !Object.hasOwn(target, key);
      node.access(partOf(key), Access.write);
      if (isNew) node.accessKeys(Access.write);
      const isSet = Reflect.set(target, key, graph.given(given, node.label + partOf(key)));
      if (Array.isArray(target)) accessLength(node, before, target.length);
      return isSet;
    },
    has(target, key) {
      if (key === "touchedObject") return true;
      node.access(partOf(key), Access.read);
      return Reflect.has(target, key);
    },
    deleteProperty(target, key) {
      node.access(partOf(key), Access.write);
      if (Object.hasOwn(target, key)) node.accessKeys(Access.write);
      return Reflect.deleteProperty(target, key);
    },
    defineProperty(target, key, property) {
      node.access(partOf(key), Access.write);
      if (!Object.hasOwn(target, key)) node.accessKeys(Access.write);
      return Reflect.defineProperty(target, key, property);
    },
    getOwnPropertyDescriptor(target, key) {
      node.access(partOf(key), Access.read);
      return Reflect.getOwnPropertyDescriptor(target, key);
    },
    ownKeys(target) {
      node.accessKeys(Access.read);
      return Reflect.ownKeys(target);
    },
    ...shapeTraps(node),
  };
}

/** What changes how each property behaves. */
function shapeTraps(node: SharedNode): Pick<ProxyHandler<object>, "preventExtensions" | "setPrototypeOf"> {
  return {
    preventExtensions(target) {
      node.accessWhole();
      return Reflect.preventExtensions(target);
    },
    setPrototypeOf(target, prototype) {
      node.accessWhole();
      return Reflect.setPrototypeOf(target, prototype);
    },
  };
}

/** Every use may read and write anything, since private fields can be reached by the object itself only. */
export function opaqueHandler(node: SharedNode): ProxyHandler<object> {
  const methods = new WeakMap<object, unknown>();
  return {
    get(target, key) {
      if (key === "touchedObject") return node.whole;
      node.accessWhole();
      const value: unknown = Reflect.get(target, key, target);
      if (typeof value !== "function") return value;
      const known = methods.get(value);
      if (known !== undefined) return known;
      const method = (...args: readonly unknown[]): unknown => {
        node.accessWhole();
        return Reflect.apply(value, target, args) as unknown;
      };
      methods.set(value, method);
      return method;
    },
    set(target, key, value) {
      node.accessWhole();
      return Reflect.set(target, key, value, target);
    },
    has(target, key) {
      if (key === "touchedObject") return true;
      node.accessWhole();
      return Reflect.has(target, key);
    },
    deleteProperty(target, key) {
      node.accessWhole();
      return Reflect.deleteProperty(target, key);
    },
    defineProperty(target, key, property) {
      node.accessWhole();
      return Reflect.defineProperty(target, key, property);
    },
    getOwnPropertyDescriptor(target, key) {
      node.accessWhole();
      return Reflect.getOwnPropertyDescriptor(target, key);
    },
    ownKeys(target) {
      node.accessWhole();
      return Reflect.ownKeys(target);
    },
    ...shapeTraps(node),
  };
}

/** A property as a part of its object. */
function partOf(key: PropertyKey): string {
  return `.${String(key)}`;
}

/** Whether a property is a method of a class, or of the engine: these do not change. */
function isMethod(target: object, key: PropertyKey, property: PropertyDescriptor | undefined): boolean {
  return typeof property?.value === "function" && !Object.hasOwn(target, key);
}

/** An object whose state is hidden, such as a date: who looks at it may change it. */
function accessHidden(node: SharedNode, key: PropertyKey, value: object): void {
  if (!("touchedObject" in value) && !Object.isFrozen(value)) node.access(partOf(key), Access.write);
}

/** The elements that a change of the length has removed, and the length that a new element has changed. */
function accessLength(node: SharedNode, before: number, after: number): void {
  if (before === after) return;
  node.access(".length", Access.write);
  node.accessKeys(Access.write);
  for (let index = after; index < before; index += 1) node.access(`.${index}`, Access.write);
}
