// A lock: one client at a time holds it.

import { unknownOperation } from "./model.ts";
import type { Model, Stepped } from "./model.ts";
import { resultText } from "../history/value-text.ts";

/**
 * What a lock can be asked. `acquire` ends when the client holds the lock and gives `undefined`; `tryAcquire` gives
 * whether it does; `release` gives `undefined`, and only the holder may do it.
 */
export interface LockOperation {
  readonly kind: "acquire" | "tryAcquire" | "release";
}

/** A lock that nobody holds at first; it is not re-entrant. */
export function lockModel(): Model<string | undefined, LockOperation, boolean | undefined> {
  return {
    init: () => undefined,
    isPerClient: true,
    step(holder, operation, client): readonly Stepped<string | undefined, boolean | undefined>[] {
      switch (operation.kind) {
        case "acquire":
          return holder === undefined ? [{ result: undefined, state: client }] : [];
        case "tryAcquire":
          return [holder === undefined ? { result: true, state: client } : { result: false, state: holder }];
        case "release":
          return holder === client ? [{ result: undefined, state: undefined }] : [];
        default:
          throw unknownOperation("lock", "acquire, tryAcquire, release", operation);
      }
    },
    describeState: (holder) => (holder === undefined ? "free" : `held by ${holder}`),
    describeResult: (result, { kind }) => resultText(result, kind === "tryAcquire"),
  };
}
