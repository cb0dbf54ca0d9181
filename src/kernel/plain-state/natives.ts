// What the methods of the language read and write: of arrays, maps and sets, and functions that get objects.

import { Access } from "../../trace/index.ts";
import { adoptPromise } from "./promises.ts";
import { SIZE } from "./properties.ts";
import type { Properties } from "./properties.ts";
import type { Tracker } from "./tracker.ts";

/** Records a call. Its result is a new object if `isNew`; one that goes through `self` if `iterates`. */
export interface Row {
  readonly record: (context: Context, self: object, args: readonly unknown[]) => void;
  readonly isNew?: boolean;
  readonly iterates?: boolean;
}

/** By what accesses are recorded. */
export interface Context {
  readonly tracker: Tracker;
  readonly properties: Properties;
}

const NOTHING: Row = { record: () => undefined };
const reads: Row["record"] = ({ properties }, self, args) => {
  properties.readAll(self);
  for (const each of args) if (Array.isArray(each)) properties.readAll(each);
};
const readsDeep: Row["record"] = ({ properties }, self) => {
  properties.readDeep(self);
};
const writes: Row["record"] = ({ properties }, self) => {
  properties.writeAll(self);
};
const readsFirst: Row["record"] = ({ properties }, _self, [first]) => {
  properties.readAll(first);
};
const readsDeepFirst: Row["record"] = ({ properties }, _self, args) => {
  for (const each of args) properties.readDeep(each);
};
const writesFirst: Row["record"] = ({ properties }, _self, [first, ...others]) => {
  properties.writeAll(first);
  for (const each of others) properties.readAll(each);
};

/** The rows, by function. */
export const ROWS: ReadonlyMap<unknown, Row> = new Map([
  ...rowsOf(Array.prototype, {
    "push pop shift unshift reverse sort fill copyWithin": { record: writes },
    splice: { record: writes, isNew: true },
    "at forEach includes indexOf lastIndexOf find findIndex findLast findLastIndex some every reduce reduceRight": {
      record: reads,
    },
    "map filter slice concat flatMap toReversed toSorted toSpliced with": { record: reads, isNew: true },
    flat: { record: readsDeep, isNew: true },
    "join toString toLocaleString": { record: readsDeep },
    "keys values entries": { record: reads, iterates: true },
  }),
  ...rowsOf(Map.prototype, {
    "get has": { record: entry(Access.read) },
    set: { record: adds },
    delete: { record: removes },
    clear: { record: writes },
    forEach: { record: reads },
    "keys values entries": { record: reads, iterates: true },
  }),
  ...rowsOf(Set.prototype, {
    has: { record: entry(Access.read) },
    add: { record: adds },
    delete: { record: removes },
    clear: { record: writes },
    forEach: { record: reads },
    "values entries": { record: reads, iterates: true },
  }),
  ...rowsOf(WeakMap.prototype, {
    "get has": { record: entry(Access.read) },
    set: { record: entry(Access.write) },
    delete: { record: entry(Access.write) },
  }),
  ...rowsOf(WeakSet.prototype, {
    has: { record: entry(Access.read) },
    "add delete": { record: entry(Access.write) },
  }),
  ...rowsOf(Object, {
    "keys values entries getOwnPropertyNames getOwnPropertySymbols getOwnPropertyDescriptors fromEntries": {
      record: readsFirst,
      isNew: true,
    },
    "hasOwn getOwnPropertyDescriptor isFrozen isSealed isExtensible groupBy": { record: readsFirst },
    "is getPrototypeOf": NOTHING,
    create: { record: readsFirst, isNew: true },
    "assign defineProperty defineProperties freeze seal preventExtensions setPrototypeOf": { record: writesFirst },
  }),
  ...rowsOf(Object.prototype, {
    "hasOwnProperty propertyIsEnumerable": {
      record: ({ properties }, self, [key]) => {
        properties.access(self, key, Access.read);
      },
    },
    "isPrototypeOf valueOf": NOTHING,
    toString: NOTHING,
  }),
  ...rowsOf(JSON, { stringify: { record: readsDeepFirst }, parse: { record: () => undefined, isNew: true } }),
  ...rowsOf(Array, { isArray: NOTHING, "from of": { record: readsFirst, isNew: true } }),
  ...rowsOf(Promise, { "all race any allSettled": { record: waitsForAll }, resolve: { record: waitsForFirst } }),
  ...rowsOf(Promise, { "reject withResolvers": NOTHING }),
  ...rowsOf(Promise.prototype, { "then catch finally": { record: waits } }),
  ...rowsOf(Math, { [Object.getOwnPropertyNames(Math).join(" ")]: NOTHING }),
  ...rowsOf(RegExp.prototype, { "exec test": { record: writes } }),
  ...rowsOf(globalThis.Date.prototype, {
    [Object.getOwnPropertyNames(globalThis.Date.prototype)
      .filter((name) => /^(?:get|to|valueOf)/.test(name))
      .join(" ")]: { record: reads },
  }),
]);

function rowsOf(owner: object, rows: Readonly<Record<string, Row>>): (readonly [unknown, Row])[] {
  return Object.entries(rows).flatMap(([names, row]) =>
    names.split(" ").flatMap((name) => {
      const method: unknown = Object.getOwnPropertyDescriptor(owner, name)?.value;
      return typeof method === "function" ? [[method, row] as const] : [];
    }),
  );
}

function waits({ tracker }: Context, self: unknown): void {
  const execution = tracker.execution();
  if (execution !== undefined) adoptPromise(execution, self);
}

function waitsForFirst(context: Context, _self: object, [first]: readonly unknown[]): void {
  waits(context, first);
}

function waitsForAll(context: Context, _self: object, [all]: readonly unknown[]): void {
  context.properties.readAll(all);
  if (Array.isArray(all)) for (const each of all) waits(context, each);
}

function entry(access: Access): Row["record"] {
  return ({ tracker }, self, [key]) => {
    const execution = tracker.execution();
    if (execution !== undefined) tracker.access(execution, self, tracker.entry(key), access);
  };
}

function adds({ tracker }: Context, self: object, [key]: readonly unknown[]): void {
  const execution = tracker.execution();
  if (execution === undefined) return;
  tracker.access(execution, self, tracker.entry(key), Access.write);
  if (!hasEntry(self, key)) tracker.access(execution, self, SIZE, Access.write);
}

function removes({ tracker }: Context, self: object, [key]: readonly unknown[]): void {
  const execution = tracker.execution();
  if (execution === undefined) return;
  tracker.access(execution, self, tracker.entry(key), Access.write);
  if (hasEntry(self, key)) tracker.access(execution, self, SIZE, Access.write);
}

function hasEntry(self: object, key: unknown): boolean {
  return (self instanceof Map || self instanceof Set) && self.has(key);
}
