// Metadata of registrations and memberships: plain objects, kept as frozen copies, compared by content.

import { UsageError } from "../../errors.ts";

/** The metadata of a registration or a membership. */
export type GroupMeta = Readonly<Record<string, unknown>>;

/** Maps metadata to what readers are given. */
export type ExtractMeta = (meta: GroupMeta) => unknown;

/**
 * A frozen copy; values that are neither plain objects nor arrays are kept as they are. @throws UsageError
 * (`invalid-meta`)
 */
export function copyMeta(meta: unknown): GroupMeta {
  if (isPlain(meta)) return copy(meta) as GroupMeta;
  throw new UsageError(`Metadata must be a plain object, for example { role: "worker" }, but is ${String(meta)}.`, {
    code: "invalid-meta",
  });
}

/** Whether two values have the same content. */
export function isSameMeta(one: unknown, other: unknown): boolean {
  if (Object.is(one, other)) return true;
  if (Array.isArray(one) && Array.isArray(other)) {
    return one.length === other.length && one.every((item, index) => isSameMeta(item, other[index]));
  }
  if (!isPlain(one) || !isPlain(other)) return false;
  const names = Object.keys(one);
  return (
    names.length === Object.keys(other).length &&
    names.every((name) => Object.hasOwn(other, name) && isSameMeta(one[name], other[name]))
  );
}

function copy(value: unknown): unknown {
  if (Array.isArray(value)) return Object.freeze(value.map(copy));
  if (!isPlain(value)) return value;
  return Object.freeze(Object.fromEntries(Object.entries(value).map(([name, each]) => [name, copy(each)])));
}

function isPlain(value: unknown): value is Readonly<Record<string, unknown>> {
  if (typeof value !== "object" || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}
