// The model of a FIFO queue.

import { unknownOperation } from "./model.ts";
import type { Model, Stepped } from "./model.ts";
import { resultText } from "../history/value-text.ts";

/**
 * The operations of a queue. `enqueue` adds a `value` and returns `undefined`; `dequeue` returns the oldest value, or
 * `undefined` if there is none.
 */
export type QueueOperation<Value> = { readonly kind: "enqueue"; readonly value: Value } | { readonly kind: "dequeue" };

/** The model of an initially empty queue. As the FIFO queue of Knossos. */
export function queueModel<Value>(): Model<readonly Value[], QueueOperation<Value>, Value | undefined> {
  return {
    init: () => [],
    step(values, operation): Stepped<readonly Value[], Value | undefined> {
      switch (operation.kind) {
        case "enqueue":
          return { result: undefined, state: [...values, operation.value] };
        case "dequeue":
          return { result: values[0], state: values.slice(1) };
        default:
          throw unknownOperation("queue", "enqueue, dequeue", operation);
      }
    },
    describeResult: (result, { kind }) => resultText(result, kind === "dequeue"),
  };
}
