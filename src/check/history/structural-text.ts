// Converts values to texts that are equal exactly if the values are structurally equal. Texts can be used as map keys,
// unlike a function that compares two values.

import { UsageError } from "../../errors.ts";
import { Pid } from "../../trace/index.ts";

/**
 * The structure of a value: pids by path, maps and sets regardless of order, objects with their class.
 * @throws UsageError (`no-structure`) for functions, symbols, cycles, and objects of a class without public fields
 */
export function structuralText(value: unknown): string {
  return textOf(value, []);
}

function textOf(value: unknown, around: readonly object[]): string {
  switch (typeof value) {
    case "string":
      return JSON.stringify(value);
    case "number":
    case "boolean":
    case "undefined":
      return String(value);
    case "bigint":
      return `${value}n`;
    case "object":
      return value === null ? "null" : objectText(value, around);
    case "function":
    case "symbol":
      throw unstructured(`a ${typeof value}`);
  }
}

function objectText(value: object, around: readonly object[]): string {
  if (value instanceof Pid) return `<${value.path}>`;
  if (around.includes(value)) throw unstructured("a value that contains itself");
  const within = [...around, value];
  const textsOf = (values: Iterable<unknown>): string[] => Array.from(values, (item) => textOf(item, within));
  if (Array.isArray(value)) return `[${textsOf(value).join()}]`;
  if (value instanceof Map) {
    const entries = [...value].map(([key, item]) => `${textOf(key, within)}=>${textOf(item, within)}`);
    return `Map{${entries.toSorted(byCode).join()}}`;
  }
  if (value instanceof Set) return `Set{${textsOf(value).toSorted(byCode).join()}}`;
  if (ArrayBuffer.isView(value)) return `${classOf(value)}[${textsOf(value as Uint8Array).join()}]`;
  const fields = Object.keys(value)
    .toSorted(byCode)
    .map((key) => `${JSON.stringify(key)}:${textOf(Reflect.get(value, key), within)}`);
  if (value instanceof Error) return `${value.name}(${JSON.stringify(value.message)}){${fields.join()}}`;
  const name = classOf(value);
  if (name === "") return `{${fields.join()}}`;
  const own = ownText(value);
  if (own === undefined && fields.length === 0) throw unstructured(`an object of class ${name} without public fields`);
  return `${name}(${own ?? ""}){${fields.join()}}`;
}

/** The internal content of dates and regular expressions, which are no fields. */
function ownText(value: object): string | undefined {
  const tag = Object.prototype.toString.call(value);
  if (tag === "[object Date]") return String(Number(value));
  return tag === "[object RegExp]" ? RegExp.prototype.toString.call(value) : undefined;
}

/** The class of an object, empty for a plain one. */
function classOf(value: object): string {
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype === null || prototype === Object.prototype) return "";
  return value.constructor.name;
}

function byCode(one: string, other: string): number {
  if (one === other) return 0;
  return one < other ? -1 : 1;
}

function unstructured(what: string): UsageError {
  return new UsageError(
    `Expected a value that can be compared by structure, but got ${what}. Define \`key\` for the states of the model and ` +
      "`isSameResult` for its results, or record plain data.",
    { code: "no-structure" },
  );
}
