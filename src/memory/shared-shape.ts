// Which objects a proxy can stand for, and how.

import { keyText, Pid } from "../trace/index.ts";

/**
 * `fields`: its properties are its state. `map`, `set`: its entries are. `opaque`: it has private fields, which no proxy
 * can reach. `other`: its state is hidden in the engine, or it is none of the program's.
 */
export type Shape = "fields" | "map" | "set" | "opaque" | "other";

/** The shape of an object. */
export function shapeOf(object: object): Shape {
  if (typeof object === "function" || object instanceof Pid || "touchedObject" in object) return "other";
  if (object instanceof Map) return "map";
  if (object instanceof Set) return "set";
  if (Array.isArray(object)) return "fields";
  if (Object.prototype.toString.call(object) !== "[object Object]") return "other";
  return hasPrivateNames(object) ? "opaque" : "fields";
}

/** Whether one of its classes has private names, by the text of the class. */
function hasPrivateNames(object: object): boolean {
  for (let type: unknown = Object.getPrototypeOf(object); type !== null && type !== Object.prototype;) {
    const { constructor } = type as { readonly constructor?: unknown };
    if (typeof constructor === "function" && /#[\p{ID_Start}$_]/u.test(Function.prototype.toString.call(constructor))) {
      return true;
    }
    type = Object.getPrototypeOf(type);
  }
  return false;
}

/** The property of an object or its prototypes; `undefined` if there is none. */
export function propertyOf(object: object, key: PropertyKey): PropertyDescriptor | undefined {
  for (let owner: object | null = object; owner !== null; owner = Object.getPrototypeOf(owner) as object | null) {
    const property = Object.getOwnPropertyDescriptor(owner, key);
    if (property !== undefined) return property;
  }
  return undefined;
}

/** The name of an entry of a map or a set; all objects have the same, since none is the same in every interleaving. */
export function entryName(key: unknown): string {
  const text = keyText(key);
  return `[${text === undefined ? "…" : text.slice(text.indexOf(" ") + 1)}]`;
}
