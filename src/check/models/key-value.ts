// The model of a key-value store of texts.

import { partitionBy, unknownOperation } from "./model.ts";
import type { Model, Stepped } from "./model.ts";
import { structuralText } from "../history/structural-text.ts";
import { resultText } from "../history/value-text.ts";

/**
 * The operations of a key-value store, each of one `kind` and on one `key`. `get` returns the text or the absent value;
 * `put` stores a `value`, `append` adds it to the text, `delete` removes the key, and these return `undefined`.
 */
export type KeyValueOperation =
  | { readonly kind: "get" | "delete"; readonly key: unknown }
  | { readonly kind: "put" | "append"; readonly key: unknown; readonly value: string };

/**
 * The sorted entries of a store, each a string `key=text`: with one key, as in most parts, the entry serves as the key
 * of the state, and none has to be computed.
 */
export type KeyValueState = readonly string[];

/**
 * The model of an initially empty key-value store. Keys are compared by structure; each is a separate part. As in
 * Porcupine's and Knossos's examples.
 * @param absent the result of `get` for a missing key; default `undefined`
 */
export function keyValueModel(absent?: string): Model<KeyValueState, KeyValueOperation, string | undefined> {
  return {
    init: () => [],
    step(entries, operation): Stepped<KeyValueState, string | undefined> {
      const start = startOf(operation.key);
      const index = entries.findIndex((entry) => entry.startsWith(start));
      const entry = entries[index];
      switch (operation.kind) {
        case "get":
          return { result: entry === undefined ? absent : entry.slice(start.length), state: entries };
        case "put":
          return { result: undefined, state: replaced(entries, index, start + operation.value) };
        case "append":
          return { result: undefined, state: replaced(entries, index, (entry ?? start) + operation.value) };
        case "delete":
          return { result: undefined, state: index < 0 ? entries : entries.toSpliced(index, 1) };
        default:
          throw unknownOperation("key-value", "get, put, append, delete", operation);
      }
    },
    // A text only grows until it is replaced by put or delete.
    isLost(entries, { operation, result }, others) {
      if (operation.kind !== "get") return false;
      const start = startOf(operation.key);
      const entry = entries.find((one) => one.startsWith(start));
      // A rejected operation is recorded with its error, which is no text.
      const text = typeof result === "string" ? result : "";
      if (entry === undefined || text.startsWith(entry.slice(start.length))) return false;
      return others().every((other) => other.operation.kind === "get" || other.operation.kind === "append");
    },
    partition: partitionBy(({ key }) => key),
    key: (entries) => (entries.length === 1 ? (entries[0] ?? "") : structuralText(entries)),
    describeState: (entries) => `{${entries.map((entry) => entry.replace(/^\d+:/, "")).join(", ")}}`,
    describeResult: (result, { kind }) => resultText(result, kind === "get"),
  };
}

/** The start of the entry of a key. The length prefix ensures that none is a prefix of another. */
function startOf(key: unknown): string {
  return typeof key === "string" ? `${key.length}:${key}=` : `${structuralText(key)}=`;
}

function replaced(entries: KeyValueState, index: number, entry: string): KeyValueState {
  if (index >= 0) return entries.length === 1 ? [entry] : entries.with(index, entry);
  return [...entries, entry].toSorted();
}
