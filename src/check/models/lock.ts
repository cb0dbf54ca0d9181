// The model of a lock, which one client at a time can hold.

import { unknownOperation } from "./model.ts";
import type { Model, Stepped } from "./model.ts";
import { resultText } from "../history/value-text.ts";

/**
 * The operations of a lock, by `kind`. `acquire` returns `undefined` once the client holds the lock; `tryAcquire` returns whether
 * it was acquired; `release` returns `undefined` and is only possible for the holder.
 */
export interface LockOperation {
  readonly kind: "acquire" | "tryAcquire" | "release";
}

/** The model of an initially free lock that is not reentrant. As the mutex of Knossos. */
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
