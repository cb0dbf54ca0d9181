// The model of a set.

import { partitionBy, unknownOperation } from "./model.ts";
import type { Model, Stepped } from "./model.ts";
import { structuralText } from "../history/structural-text.ts";

/**
 * The operations of a set, each of one `kind` and with one `value`. `add` and `remove` return whether they changed the
 * set, `has` whether it contains the value.
 */
export interface SetOperation<Value> {
  readonly kind: "add" | "remove" | "has";
  readonly value: Value;
}

/**
 * The model of an initially empty set. Values are compared by structure; each is a separate part. As the set of
 * Knossos, with removal.
 */
export function setModel<Value>(): Model<ReadonlySet<string>, SetOperation<Value>, boolean> {
  return {
    init: () => new Set(),
    step(values, operation): Stepped<ReadonlySet<string>, boolean> {
      const value = structuralText(operation.value);
      const isIn = values.has(value);
      switch (operation.kind) {
        case "add":
          return { result: !isIn, state: isIn ? values : new Set([...values, value]) };
        case "remove":
          return { result: isIn, state: isIn ? new Set([...values].filter((other) => other !== value)) : values };
        case "has":
          return { result: isIn, state: values };
        default:
          throw unknownOperation("set", "add, remove, has", operation);
      }
    },
    partition: partitionBy(({ value }) => value),
    describeState: (values) => `{${[...values].join(", ")}}`,
  };
}
