// 32-bit hashes of values, for the fingerprint of a trace. They depend on the structure of a value, not on how a
// version of Node prints it: errors are hashed by their class alone, since engines reword their messages from time to
// time.

import { Pid } from "./pid.ts";

/** Deeper values are hashed by their class alone. */
const MAX_DEPTH = 4;
/** Of a value with more parts these are hashed, and the size of what has more: a step must not cost what a table holds. */
const MAX_PARTS = 256;

/** Adds a text to a hash. */
export type MixText = (hash: number, text: string) => number;

/** The hash of a value's structure: equal for equal structures, in every process and on every version of Node. */
export function hashValue(value: unknown, mixText: MixText): number {
  let hash = 0;
  let left = MAX_PARTS;
  const add = (text: string): void => {
    hash = mixText(hash, text);
  };
  const visit = (each: unknown, ancestors: readonly object[]): void => {
    if (typeof each !== "object" || each === null) {
      add(typeof each === "function" ? "function" : `${typeof each} ${Object.is(each, -0) ? "-0" : String(each)}`);
      return;
    }
    try {
      visitObject(each, ancestors);
    } catch {
      // Looking at it runs code of the program, which may throw.
      add("unreadable");
    }
  };
  const visitObject = (each: object, ancestors: readonly object[]): void => {
    if (each instanceof Pid) add(`pid ${each.path}`);
    else if (each instanceof Error) add(`error ${each.name}`);
    else if (ancestors.includes(each) || ancestors.length >= MAX_DEPTH) add(`object ${classOf(each)}`);
    else visitContent(each, [...ancestors, each]);
  };
  const visitItems = (items: Iterable<unknown>, ancestors: readonly object[]): void => {
    for (const item of items) {
      if (left <= 0) return;
      left -= 1;
      visit(item, ancestors);
    }
  };
  const visitContent = (each: object, ancestors: readonly object[]): void => {
    add(`object ${classOf(each)}`);
    const size = sizeOf(each);
    if (size > left) add(`size ${size}`);
    if (isDate(each)) add(String(each.getTime()));
    else if (each instanceof Set) visitItems(each, ancestors);
    else if (each instanceof Map) {
      for (const entry of each) {
        if (left <= 0) break;
        visitItems(entry, ancestors);
      }
    } else {
      for (const key of keysOf(each)) {
        if (left <= 0) break;
        const field = Object.getOwnPropertyDescriptor(each, key);
        if (field?.enumerable !== true) continue;
        add(key);
        left -= 1;
        visit(field.value, ancestors);
      }
    }
    add("end");
  };
  visit(value, []);
  return hash;
}

/** Whether a value is a date, by its tag: the global class is virtual within an execution. */
export function isDate(value: object): value is { getTime(): number; toISOString(): string } {
  return Object.prototype.toString.call(value) === "[object Date]";
}

function sizeOf(value: object): number {
  if (value instanceof Set || value instanceof Map) return value.size;
  return Array.isArray(value) ? value.length : 0;
}

/** The keys of the fields that are hashed at most; of a long array its first indices. */
function keysOf(value: object): readonly string[] {
  if (!Array.isArray(value) || value.length <= MAX_PARTS) return Object.getOwnPropertyNames(value);
  return Array.from({ length: MAX_PARTS }, (_each, index) => String(index));
}

function classOf(value: object): string {
  const { constructor: type } = value as { readonly constructor?: unknown };
  return typeof type === "function" ? type.name : "";
}
