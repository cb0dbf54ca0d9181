// Texts by key, which are read, written, added to at their end, and deleted.

import { partitionBy, unknownOperation } from "../model.ts";
import type { Model, Stepped } from "../model.ts";
import { structuralText } from "../structural-text.ts";

/** What a key-value store can be asked. `get` gives the text, or the absent value; the others give `undefined`. */
export type KeyValueOperation =
  | { readonly kind: "get" | "delete"; readonly key: unknown }
  | { readonly kind: "put" | "append"; readonly key: unknown; readonly value: string };

/**
 * A key-value store, empty at first. Keys are compared by structure; each is a part of its own.
 * @param absent what `get` gives for a key that is not there; default `undefined`
 */
export function keyValueModel(
  absent?: string,
): Model<ReadonlyMap<string, string>, KeyValueOperation, string | undefined> {
  return {
    init: () => new Map(),
    step(texts, operation): Stepped<ReadonlyMap<string, string>, string | undefined> {
      const key = structuralText(operation.key);
      switch (operation.kind) {
        case "get":
          return { result: texts.get(key) ?? absent, state: texts };
        case "put":
          return { result: undefined, state: new Map(texts).set(key, operation.value) };
        case "append":
          return { result: undefined, state: new Map(texts).set(key, `${texts.get(key) ?? ""}${operation.value}`) };
        case "delete":
          return { result: undefined, state: new Map([...texts].filter(([other]) => other !== key)) };
        default:
          throw unknownOperation("key-value", "get, put, append, delete", operation);
      }
    },
    isRead: ({ kind }) => kind === "get",
    partition: partitionBy(({ key }) => key),
    key: (texts) => {
      const [only] = texts;
      // Most parts are of one key.
      return texts.size === 1 && only !== undefined ? `${only[0]}:${only[1]}` : structuralText(texts);
    },
    describeState: (texts) => `{${[...texts].map(([key, text]) => `${key}: ${JSON.stringify(text)}`).join(", ")}}`,
  };
}
