// Reads and writes of properties: which part of which object they touch.

import { Access, Pid } from "../../trace/index.ts";
import type { Shape } from "../../trace/index.ts";
import type { Execution } from "../execution/execution.ts";
import { isInstrumented } from "./instrumented.ts";
import { touchEverything } from "./tracker.ts";
import type { IsProxy, Tracker } from "./tracker.ts";

/** Accesses to properties. */
export class Properties {
  readonly #tracker: Tracker;
  readonly #isProxy: IsProxy;

  constructor(tracker: Tracker, isProxy: IsProxy) {
    this.#tracker = tracker;
    this.#isProxy = isProxy;
  }

  access(object: unknown, key: unknown, access: Access): void {
    if (!isObject(object)) return;
    const execution = this.#tracker.execution();
    if (execution === undefined) return;
    const identity = this.#tracker.identity(object);
    if (
      identity === undefined
        ? this.isOpaque(execution, object)
        : this.#tracker.hasRecorded(execution, identity, key, access)
    )
      return;
    if (ArrayBuffer.isView(object)) this.#tracker.accessAll(execution, object.buffer, access);
    else if (isObject(key)) this.#tracker.accessAll(execution, object, access);
    else if (Array.isArray(object)) this.#accessElement(execution, object, String(key), access);
    else this.#accessProperty(execution, object, typeof key === "symbol" ? key : String(key), access);
  }

  /** All properties, elements or entries are read. */
  readAll(object: unknown): void {
    this.#all(object, Access.read);
  }

  /** All properties, elements or entries may be written. */
  writeAll(object: unknown): void {
    this.#all(object, Access.write);
  }

  /** All that can be reached from a value is read. */
  readDeep(value: unknown, seen: Set<object> = new Set()): void {
    if (!isObject(value) || typeof value === "function" || seen.has(value)) return;
    seen.add(value);
    this.readAll(value);
    if (this.#isProxy(value)) return;
    if (value instanceof Map || value instanceof Set) for (const each of value.values()) this.readDeep(each, seen);
    if (ArrayBuffer.isView(value)) return;
    for (const property of Object.values(Object.getOwnPropertyDescriptors(value))) this.readDeep(property.value, seen);
  }

  /** A pattern reads parts of a value. */
  destructure(value: unknown, shape: Shape): void {
    if (shape === 1 || !isObject(value)) return;
    if (shape === "*") return this.readAll(value);
    if (shape === "**") return this.readDeep(value);
    for (const [key, inner] of shape) {
      this.access(value, key, Access.read);
      if (inner === 1 || this.#isProxy(value)) continue;
      const property = propertyOf(value, key);
      if (property?.get === undefined) this.destructure(property?.value, inner);
      else this.touchEverything();
    }
  }

  touchEverything(): void {
    const execution = this.#tracker.execution();
    if (execution !== undefined) touchEverything(execution);
  }

  /**
   * Whether an object has no parts that plain code can touch: it is one of heddle's, which records its accesses itself.
   * Of any other proxy nobody knows what it stands for.
   */
  isOpaque(execution: Execution, object: object): boolean {
    if (!this.#isProxy(object)) return isOfHeddle(object);
    if (!("touchedObject" in object)) touchEverything(execution);
    return true;
  }

  #all(object: unknown, access: Access): void {
    if (!isObject(object)) return;
    const execution = this.#tracker.execution();
    if (execution === undefined) return;
    if (this.#tracker.identity(object) === undefined && this.isOpaque(execution, object)) return;
    this.#tracker.accessAll(execution, ArrayBuffer.isView(object) ? object.buffer : object, access);
  }

  #accessElement(execution: Execution, array: readonly unknown[], key: string, access: Access): void {
    const isWrite = access === Access.write;
    // A new element changes the length, and a new length the elements.
    if (isWrite && (key === "length" || Number(key) >= array.length)) {
      this.#tracker.accessAll(execution, array, access);
    } else this.#tracker.access(execution, array, key, access);
  }

  #accessProperty(execution: Execution, object: object, key: string | symbol, access: Access): void {
    if (key === "size" && (object instanceof Map || object instanceof Set)) {
      return this.#tracker.access(execution, object, SIZE, Access.read);
    }
    this.#tracker.access(execution, object, key, access);
    const isOwn = Object.hasOwn(object, key);
    // Calls look for their method in classes, which nobody changes; who does changes everything.
    if (isOwn && access === Access.write && Object.hasOwn(object, "constructor")) touchEverything(execution);
    if (isOwn || (typeof key === "string" && key.startsWith("#"))) return;
    const owner = ownerOf(object, key);
    if (access === Access.write && typeof owner?.property.value === "function") touchEverything(execution);
    const { property = {} } = owner ?? {};
    const accessor: unknown = Reflect.get(property, "get") ?? Reflect.get(property, "set");
    if (isObject(accessor)) {
      // A function of the language or of a foreign file, which may do anything to the object.
      if (!isInstrumented(accessor)) this.#tracker.accessAll(execution, object, Access.write);
    } else if (owner !== undefined && typeof owner.property.value !== "function") {
      this.#tracker.access(execution, owner.object, key, Access.read);
    }
  }
}

/** The part of a map or a set that changes when an entry is added or removed. */
export const SIZE = "(size)";

export function isObject(value: unknown): value is object {
  return (typeof value === "object" && value !== null) || typeof value === "function";
}

/** Whether it is an object of heddle, whose operations have footprints of their own. */
export function isOfHeddle(object: object): boolean {
  return object instanceof Pid || "touchedObject" in object;
}

interface Owner {
  readonly object: object;
  readonly property: PropertyDescriptor;
}

/** The object, or that of its prototypes, which has a property. */
export function ownerOf(object: object, key: PropertyKey): Owner | undefined {
  for (let each: object | null = object; each !== null; each = Object.getPrototypeOf(each) as object | null) {
    const property = Object.getOwnPropertyDescriptor(each, key);
    if (property !== undefined) return { object: each, property };
  }
  return undefined;
}

function propertyOf(object: object, key: PropertyKey): PropertyDescriptor | undefined {
  return ownerOf(object, key)?.property;
}
