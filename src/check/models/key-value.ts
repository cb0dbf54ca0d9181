// Texts by key, which are read, written, added to at their end, and deleted.

import { partitionBy, unknownOperation } from "./model.ts";
import type { Model, Stepped } from "./model.ts";
import { structuralText } from "../history/structural-text.ts";
import { resultText } from "../history/value-text.ts";

/** What a key-value store can be asked. `get` gives the text, or the absent value; the others give `undefined`. */
export type KeyValueOperation =
  | { readonly kind: "get" | "delete"; readonly key: unknown }
  | { readonly kind: "put" | "append"; readonly key: unknown; readonly value: string };

/**
 * The entries of a store, sorted, each `key=text` in one string: with one key, as in most parts, the state is its own
 * key for the search, and none has to be made.
 */
export type KeyValueState = readonly string[];

/**
 * A key-value store, empty at first. Keys are compared by structure; each is a part of its own.
 * @param absent what `get` gives for a key that is not there; default `undefined`
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
    // Texts only grow until one is put or deleted.
    isLost(entries, { operation, result }, others) {
      if (operation.kind !== "get") return false;
      const start = startOf(operation.key);
      const entry = entries.find((one) => one.startsWith(start));
      // What was rejected is recorded with its error, which is no text.
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

/** With its length before it, no text of a key is the beginning of another one. */
function startOf(key: unknown): string {
  return typeof key === "string" ? `${key.length}:${key}=` : `${structuralText(key)}=`;
}

function replaced(entries: KeyValueState, index: number, entry: string): KeyValueState {
  if (index >= 0) return entries.length === 1 ? [entry] : entries.with(index, entry);
  return [...entries, entry].toSorted();
}
