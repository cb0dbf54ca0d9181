// The model of a register with compare-and-set.

import { unknownOperation } from "./model.ts";
import type { Model, Stepped } from "./model.ts";
import { structuralText } from "../history/structural-text.ts";
import { resultText } from "../history/value-text.ts";

/**
 * The operations of a register. `read` returns the value; `write` sets it to `value` and returns `undefined`;
 * `compareAndSet` does so if it is `expected`, and returns whether it did.
 */
export type RegisterOperation<Value> =
  | { readonly kind: "read" }
  | { readonly kind: "write"; readonly value: Value }
  | { readonly kind: "compareAndSet"; readonly expected: Value; readonly value: Value };

/**
 * The model of a register. Values are compared by structure. As the CAS register of Knossos.
 */
export function registerModel<Value>(
  initial: Value,
): Model<Value, RegisterOperation<Value>, Value | boolean | undefined> {
  return {
    init: () => initial,
    step(current, operation): Stepped<Value, Value | boolean | undefined> {
      switch (operation.kind) {
        case "read":
          return { result: current, state: current };
        case "write":
          return { result: undefined, state: operation.value };
        case "compareAndSet": {
          const isSet = structuralText(current) === structuralText(operation.expected);
          return { result: isSet, state: isSet ? operation.value : current };
        }
        default:
          throw unknownOperation("register", "read, write, compareAndSet", operation);
      }
    },
    describeResult: (result, { kind }) => resultText(result, kind !== "write"),
  };
}
