// Values as 32 bits, for the fingerprint of a trace. It depends on the structure of a value and not on how some version of
// Node prints it: errors count by their class, since the engine words its messages anew from time to time.

import { Pid } from "./pid.ts";

/** Values deeper than this count by their class alone. */
const MOST_DEPTH = 4;

/** Adds a text to a hash. */
export type MixText = (hash: number, text: string) => number;

/** The hash of a value's structure: equal for equal structures, in every process and on every version of Node. */
export function hashValue(value: unknown, mixText: MixText): number {
  let hash = 0;
  const add = (text: string): void => {
    hash = mixText(hash, text);
  };
  const visit = (each: unknown, around: readonly object[]): void => {
    if (typeof each !== "object" || each === null) {
      add(typeof each === "function" ? "function" : `${typeof each} ${Object.is(each, -0) ? "-0" : String(each)}`);
      return;
    }
    if (each instanceof Pid) add(`pid ${each.path}`);
    else if (each instanceof Error) add(`error ${each.name}`);
    else if (around.includes(each) || around.length >= MOST_DEPTH) add(`object ${classOf(each)}`);
    else visitContent(each, [...around, each]);
  };
  const visitContent = (each: object, around: readonly object[]): void => {
    add(`object ${classOf(each)}`);
    if (isDate(each)) add(String(each.getTime()));
    else if (each instanceof Set) for (const item of each) visit(item, around);
    else if (each instanceof Map) for (const entry of each) for (const item of entry) visit(item, around);
    else {
      for (const [key, { enumerable, value: field }] of Object.entries(Object.getOwnPropertyDescriptors(each))) {
        if (enumerable !== true) continue;
        add(key);
        visit(field, around);
      }
    }
    add("end");
  };
  visit(value, []);
  return hash;
}

/** By its tag: the global class is virtual within an execution. */
export function isDate(value: object): value is { getTime(): number; toISOString(): string } {
  return Object.prototype.toString.call(value) === "[object Date]";
}

function classOf(value: object): string {
  const { constructor: made } = value as { readonly constructor?: unknown };
  return typeof made === "function" ? made.name : "";
}
