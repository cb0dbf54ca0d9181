// Assertions of presence.

import { AssertionError } from "node:assert";

/** Returns `value`, which cannot be missing for the reason `why`. */
export function must<T>(value: T | undefined, why: string): T {
  if (value !== undefined) return value;
  throw new AssertionError({ message: `The model is wrong: ${why}.`, stackStartFn: must });
}
