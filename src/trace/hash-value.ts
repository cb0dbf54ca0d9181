// 32-bit hashes of values, for the fingerprint of a trace. They depend on the structure of a value, not on how a
// version of Node prints it: errors are hashed by their class alone, since engines reword their messages from time to
// time.

import { Pid } from "./pid.ts";

/** Deeper values are hashed by their class alone. */
const MAX_DEPTH = 4;

/** Adds a text to a hash. */
export type MixText = (hash: number, text: string) => number;

/** The hash of a value's structure: equal for equal structures, in every process and on every version of Node. */
export function hashValue(value: unknown, mixText: MixText): number {
  let hash = 0;
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
  const visitContent = (each: object, ancestors: readonly object[]): void => {
    add(`object ${classOf(each)}`);
    if (isDate(each)) add(String(each.getTime()));
    else if (each instanceof Set) for (const item of each) visit(item, ancestors);
    else if (each instanceof Map) for (const entry of each) for (const item of entry) visit(item, ancestors);
    else {
      for (const [key, { enumerable, value: field }] of Object.entries(Object.getOwnPropertyDescriptors(each))) {
        if (enumerable !== true) continue;
        add(key);
        visit(field, ancestors);
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

function classOf(value: object): string {
  const { constructor: type } = value as { readonly constructor?: unknown };
  return typeof type === "function" ? type.name : "";
}
