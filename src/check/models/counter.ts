// The model of a counter.

import { unknownOperation } from "./model.ts";
import type { Model, Stepped } from "./model.ts";

/** The operations of a counter. `read` returns the number; `add` adds an `amount` and returns the new number. */
export type CounterOperation = { readonly kind: "add"; readonly amount: number } | { readonly kind: "read" };

/**
 * A counter. As the counter of Jepsen.
 * @param initial default 0
 */
export function counterModel(initial: number = 0): Model<number, CounterOperation, number> {
  return {
    init: () => initial,
    step(count, operation): Stepped<number, number> {
      switch (operation.kind) {
        case "add":
          return { result: count + operation.amount, state: count + operation.amount };
        case "read":
          return { result: count, state: count };
        default:
          throw unknownOperation("counter", "add, read", operation);
      }
    },
    key: (count) => count,
  };
}
