// Values as text, for traces, in the format of `util.inspect`, but the same on every version of Node.

import { isDate } from "./hash-value.ts";
import { Pid } from "./pid.ts";
import { joinShown, plainText } from "./shown.ts";
import type { Shown } from "./shown.ts";

/** Deeper values are shown by their class alone. */
const MAX_DEPTH = 3;
/** Longer strings are cut. */
const MAX_CHARACTERS = 80;
/** Further items of a collection are omitted. */
const MAX_ITEMS = 100;

const SHOWN: unique symbol = Symbol("heddle.shown");
const HIDDEN: unique symbol = Symbol("heddle.hidden");
const CONTENT: unique symbol = Symbol("heddle.content");
const INSPECTED = Symbol.for("nodejs.util.inspect.custom");

/** The textual form of the instances of a class. */
export interface ShowTraits<Instance> {
  /** Returns the text, or a value that is shown instead. */
  readonly show: (instance: Instance) => Shown | { readonly value: unknown };
  /** Whether fields that hold an instance are omitted, since its referent is shown beside it. Default: no. */
  readonly isHiddenInFields?: boolean;
  /** Returns the message that an instance carries, for `messageTags`. Default: none. */
  readonly contentOf?: (instance: Instance) => unknown;
}

/** Declares how the instances of a class are shown in traces and by `console.log`. */
export function showAs<Instance extends object>(
  prototype: Instance,
  { contentOf = () => undefined, isHiddenInFields = false, show }: ShowTraits<Instance>,
): void {
  Object.defineProperty(prototype, CONTENT, { value: contentOf });
  Object.defineProperty(prototype, SHOWN, { value: show });
  Object.defineProperty(prototype, HIDDEN, { value: isHiddenInFields });
  Object.defineProperty(prototype, INSPECTED, {
    value(this: Instance, _depth: number, options: object, inspect: (value: unknown, options: object) => string) {
      const shown = show(this);
      return "value" in shown ? inspect(shown.value, options) : plainText(shown);
    },
  });
}

showAs(Pid.prototype, { show: (pid) => [{ actor: pid.path }] });

/**
 * A value on one line. A plain object with a `kind` is shown as that word and its other fields, for example
 * `register { key: 'db' }`. Arrays, objects, maps and sets are shown three levels deep; getters are not called.
 */
export function showValue(value: unknown): Shown {
  return showAt(value, { depth: 0, ancestors: [] });
}

/**
 * The words that identify a message, outermost first: its `kind`, `type` or `tag` and those of its fields; otherwise
 * the text that it is or begins with.
 */
export function messageTags(message: unknown): readonly string[] {
  try {
    return tagsOf(message);
  } catch {
    // Looking at it runs code of the program.
    return [];
  }
}

function tagsOf(message: unknown): readonly string[] {
  const tags = tagsIn(message, 0);
  if (tags.length > 0) return tags;
  const content = (message as Printable | undefined | null)?.[CONTENT]?.(message as object) ?? message;
  const first: unknown = Array.isArray(content) ? content[0] : content;
  return typeof first === "string" ? [first] : [];
}

interface Position {
  readonly depth: number;
  /** The objects that hold the value, outermost first. */
  readonly ancestors: readonly object[];
}

interface Printable {
  readonly [SHOWN]?: (instance: object) => Shown | { readonly value: unknown };
  readonly [HIDDEN]?: boolean;
  readonly [CONTENT]?: (instance: object) => unknown;
  readonly [INSPECTED]?: unknown;
}

function showAt(value: unknown, at: Position): Shown {
  switch (typeof value) {
    case "string":
      return [quoted(value)];
    case "number":
      return [Object.is(value, -0) ? "-0" : String(value)];
    case "bigint":
      return [`${value}n`];
    case "function":
      return orUnreadable("function", () => [functionText(value)]);
    case "object":
      return value === null ? ["null"] : orUnreadable("object", () => showObject(value, at));
    case "boolean":
    case "symbol":
    case "undefined":
      return [String(value)];
  }
}

/** Looking at a value runs code of the program, which may throw: proxies, getters, custom texts. */
function orUnreadable(what: string, show: () => Shown): Shown {
  try {
    return show();
  } catch {
    return [`[unreadable ${what}]`];
  }
}

function showObject(value: object, at: Position): Shown {
  if (at.ancestors.includes(value)) return ["[Circular]"];
  const custom = customShown(value, at);
  if (custom !== undefined) return custom;
  if (value instanceof Error) return [at.depth === 0 ? headlineOf(value) : `[${headlineOf(value)}]`];
  if (isDate(value)) return [Number.isNaN(value.getTime()) ? "Invalid Date" : value.toISOString()];
  if (value instanceof RegExp) return [RegExp.prototype.toString.call(value)];
  const name = classOf(value);
  if (value instanceof Promise || value instanceof WeakMap || value instanceof WeakSet) return [`${name} {}`];
  if (at.depth > MAX_DEPTH) return [Array.isArray(value) ? "[Array]" : `[${name === "" ? "Object" : name}]`];
  return showContent(value, name, { depth: at.depth + 1, ancestors: [...at.ancestors, value] });
}

function showContent(value: object, name: string, within: Position): Shown {
  if (Array.isArray(value)) {
    const prefix = name === "Array" ? "" : `${name}(${value.length}) `;
    return enclosed(prefix, "[", items(value, value.length, within), "]");
  }
  if (ArrayBuffer.isView(value) && !(value instanceof DataView)) {
    const numbers = value as Uint8Array;
    return enclosed(`${name}(${numbers.length}) `, "[", items(numbers, numbers.length, within), "]");
  }
  if (value instanceof Set) return enclosed(`${name}(${value.size}) `, "{", items(value, value.size, within), "}");
  if (value instanceof Map) {
    const entries = firstOf<readonly [unknown, unknown]>(value).map(([key, item]): Shown => {
      return [...showAt(key, within), " => ", ...showAt(item, within)];
    });
    return enclosed(`${name}(${value.size}) `, "{", withRest(entries, value.size), "}");
  }
  return showFields(value, name, within);
}

function showFields(value: object, name: string, within: Position): Shown {
  const descriptors = Object.entries(Object.getOwnPropertyDescriptors(value)).filter(
    ([, { enumerable }]) => enumerable === true,
  );
  const [first] = descriptors;
  const kind: unknown = name === "" && first?.[0] === "kind" ? first[1].value : undefined;
  const isTagged = typeof kind === "string" && /^[\w-]+$/.test(kind);
  const fields = (isTagged ? descriptors.slice(1) : descriptors)
    .filter(([, descriptor]) => !isHidden(descriptor.value))
    .map(([key, descriptor]): Shown => [`${keyText(key)}: `, ...showProperty(descriptor, within)]);
  const prefix = isTagged ? kind : name;
  if (fields.length === 0 && isTagged) return [kind];
  return enclosed(prefix === "" ? "" : `${prefix} `, "{", withRest(fields.slice(0, MAX_ITEMS), fields.length), "}");
}

function showProperty(descriptor: PropertyDescriptor, within: Position): Shown {
  const [hasGetter, hasSetter] = [descriptor.get !== undefined, descriptor.set !== undefined];
  if (!hasGetter && !hasSetter) return showAt(descriptor.value, within);
  return [hasGetter && hasSetter ? "[Getter/Setter]" : hasGetter ? "[Getter]" : "[Setter]"];
}

/** The custom text of a value: by `showAs` for heddle's classes, by `util.inspect.custom` for those of the program. */
function customShown(value: object, at: Position): Shown | undefined {
  const { [INSPECTED]: inspect, [SHOWN]: show } = value as Printable;
  if (show !== undefined) {
    const shown = show(value);
    return "value" in shown ? showAt(shown.value, at) : shown;
  }
  if (typeof inspect !== "function") return undefined;
  const nested = (inner: unknown): string =>
    plainText(showAt(inner, { depth: at.depth + 1, ancestors: [...at.ancestors, value] }));
  const result: unknown = inspect.call(value, MAX_DEPTH - at.depth, {}, nested);
  return typeof result === "string" ? [result] : result === value ? undefined : showAt(result, at);
}

function items(values: Iterable<unknown>, count: number, within: Position): readonly Shown[] {
  return withRest(
    firstOf(values).map((item) => showAt(item, within)),
    count,
  );
}

/** The items that are looked at: a step must not cost what a collection holds. */
function firstOf<T>(values: Iterable<T>): readonly T[] {
  const first: T[] = [];
  for (const value of values) {
    if (first.length === MAX_ITEMS) break;
    first.push(value);
  }
  return first;
}

function withRest(shown: readonly Shown[], count: number): readonly Shown[] {
  const rest = count - shown.length;
  return rest > 0 ? [...shown, [`... ${rest} more ${rest === 1 ? "item" : "items"}`]] : shown;
}

function enclosed(prefix: string, open: string, parts: readonly Shown[], close: string): Shown {
  if (parts.length === 0) return [`${prefix}${open}${close}`];
  return [`${prefix}${open} `, ...joinShown(parts, ", "), ` ${close}`];
}

function isHidden(value: unknown): boolean {
  return typeof value === "object" && value !== null && (value as Printable)[HIDDEN] === true;
}

function quoted(text: string): string {
  const rest = text.length - MAX_CHARACTERS;
  const cut = rest > 0 ? text.slice(0, MAX_CHARACTERS) : text;
  const quote = !cut.includes("'") ? "'" : !cut.includes('"') ? '"' : cut.includes("`") ? "'" : "`";
  const escaped = JSON.stringify(cut)
    .slice(1, -1)
    .replaceAll(String.raw`\"`, '"')
    .replaceAll(quote, `\\${quote}`);
  const shown = `${quote}${escaped}${quote}`;
  return rest > 0 ? `${shown}... ${rest} more ${rest === 1 ? "character" : "characters"}` : shown;
}

function keyText(key: string): string {
  return /^[A-Za-z_$][\w$]*$/.test(key) ? key : quoted(key);
}

function functionText(value: object & { readonly name: string }): string {
  const isClass = /^class\b/.test(Function.prototype.toString.call(value));
  const kind = isClass ? "class" : Object.prototype.toString.call(value).slice("[object ".length, -1);
  if (value.name === "") return `[${kind} (anonymous)]`;
  return isClass ? `[class ${value.name}]` : `[${kind}: ${value.name}]`;
}

function headlineOf({ message, name }: Error): string {
  return message === "" ? name : `${name}: ${message}`;
}

/** The class of an object; empty for a plain one. */
function classOf(value: object): string {
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype === null) return "[Object: null prototype]";
  const { constructor: type } = value as { readonly constructor?: unknown };
  const name = typeof type === "function" ? type.name : "";
  return prototype === Object.prototype || name === "Object" ? "" : name;
}

function tagsIn(value: unknown, depth: number): readonly string[] {
  if (typeof value !== "object" || value === null || depth > MAX_DEPTH || value instanceof Pid) return [];
  const { [CONTENT]: contentOf } = value as Printable;
  if (contentOf !== undefined) return tagsIn(contentOf(value), depth);
  if (Array.isArray(value)) return firstOf<unknown>(value).flatMap((item) => tagsIn(item, depth + 1));
  return Object.getOwnPropertyNames(value)
    .slice(0, MAX_ITEMS)
    .flatMap((key) => {
      const field: unknown = Object.getOwnPropertyDescriptor(value, key)?.value;
      const isTag = (key === "kind" || key === "type" || key === "tag") && typeof field === "string";
      return isTag ? [field] : tagsIn(field, depth + 1);
    });
}
