// Copying what signals between nodes carry, as a network does: the receiver does not see what its sender changes later.

type CopyPart = (value: unknown) => unknown;

const COPY = Symbol("copy");

interface Copyable {
  readonly [COPY]?: (value: unknown, copy: CopyPart) => unknown;
}

/** Says how the instances of a class of heddle's are copied, with `copy` for what the program has put into them. */
export function copyAs<T extends object>(prototype: T, how: (value: T, copy: CopyPart) => T): void {
  Object.defineProperty(prototype, COPY, { value: how });
}

/**
 * Copies plain objects, arrays, maps, sets, dates, errors of the language, regular expressions, buffers and typed arrays,
 * however deep and cyclic, after the structured clone of HTML; errors keep all their fields. All else is passed as it is:
 * functions, pids, objects of other classes.
 */
export function copyContent(value: unknown, copies: Map<object, unknown> = new Map()): unknown {
  if (typeof value !== "object" || value === null) return value;
  const known = copies.get(value);
  if (known !== undefined) return known;
  const keep = <T>(copy: T): T => {
    copies.set(value, copy);
    return copy;
  };
  const copied = (part: unknown): unknown => copyContent(part, copies);
  if (Array.isArray(value)) {
    const array: unknown[] = keep([]);
    array.length = value.length;
    // `keys` would visit holes, too.
    for (const index of Object.keys(value)) array[Number(index)] = copied(value[Number(index)]);
    return array;
  }
  if (isPlain(value)) {
    const object = keep(Object.create(Object.getPrototypeOf(value) as object | null) as Record<string, unknown>);
    for (const [key, part] of Object.entries(value)) object[key] = copied(part);
    return object;
  }
  if (isOf(value, Map)) {
    const map = keep(new Map<unknown, unknown>());
    for (const [key, part] of value) map.set(copied(key), copied(part));
    return map;
  }
  if (isOf(value, Set)) {
    const set = keep(new Set<unknown>());
    for (const part of value) set.add(copied(part));
    return set;
  }
  if (isError(value)) {
    const error = keep(Object.setPrototypeOf(new Error(), Object.getPrototypeOf(value) as object) as Error);
    // Some versions of Node have an accessor for it, which reads that of its own error.
    if (value.stack !== undefined) error.stack = value.stack;
    for (const [key, property] of Object.entries(Object.getOwnPropertyDescriptors(value))) {
      if (key === "stack" || !("value" in property)) continue;
      Object.defineProperty(error, key, { ...property, value: copied(property.value) });
    }
    return error;
  }
  const how = (value as Copyable)[COPY];
  if (how !== undefined) return keep(how(value, copied));
  // oxlint-disable-next-line no-restricted-globals -- a pure function of its argument
  return isCloned(value) ? keep(structuredClone(value)) : value;
}

function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

/** Whether a value is of a class itself, not of one derived from it. */
function isOf<T extends object>(value: object, type: new () => T): value is T {
  return Object.getPrototypeOf(value) === type.prototype;
}

const ERRORS: ReadonlySet<unknown> = new Set(
  [Error, EvalError, RangeError, ReferenceError, SyntaxError, TypeError, URIError, AggregateError].map(
    (type) => type.prototype as unknown,
  ),
);

/** Whether a value is an error of the language: others may have fields that cannot be reached. */
function isError(value: object): value is Error {
  return ERRORS.has(Object.getPrototypeOf(value));
}

function isCloned(value: object): boolean {
  return (
    // oxlint-disable-next-line no-restricted-globals -- reads no clock
    Object.getPrototypeOf(value) === Date.prototype ||
    value instanceof RegExp ||
    value instanceof ArrayBuffer ||
    ArrayBuffer.isView(value)
  );
}
