// What can be printed of a key, the same in every interleaving.

import { Pid } from "./pid.ts";

/**
 * A text that tells a key from every other; `undefined` for objects other than pids, functions and symbols, which have no
 * such text. Keys are one as those of a `Map` are: `1` and `1n` are two, `0` and `-0` are one, so is `NaN`.
 */
export function keyText(key: unknown): string | undefined {
  if (key instanceof Pid) return `pid ${key.path}`;
  if ((typeof key === "object" && key !== null) || typeof key === "function" || typeof key === "symbol")
    return undefined;
  return `${typeof key} ${String(key)}`;
}
