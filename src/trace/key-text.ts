// Printable forms of keys, the same in every interleaving.

import { Pid } from "./pid.ts";

/**
 * A text that is unique to a key; `undefined` for functions, symbols and objects other than pids, which have no such
 * text. Keys are equal as in a `Map`: `1` and `1n` differ, `0` and `-0` are equal, and `NaN` equals itself.
 */
export function keyText(key: unknown): string | undefined {
  if (key instanceof Pid) return `pid ${key.path}`;
  if ((typeof key === "object" && key !== null) || typeof key === "function" || typeof key === "symbol")
    return undefined;
  return `${typeof key} ${String(key)}`;
}
