// What must be there.

import { AssertionError } from "node:assert";

/** Gives `value`, which cannot be missing: `why` says so. */
export function must<T>(value: T | undefined, why: string): T {
  if (value !== undefined) return value;
  throw new AssertionError({ message: `The model is wrong: ${why}.`, stackStartFn: must });
}
