// A set of operation ids. It is cleared at most steps, nearly always when empty: a `Set` would allocate a new table
// each time.

import { IdArray } from "./id-array.ts";

/** A set of small integers that is cheap to clear. */
export class IdSet {
  readonly #ids: number[] = [];
  /** 1 for each id in the set. */
  readonly #flags: IdArray = new IdArray();

  add(id: number): void {
    if (this.has(id)) return;
    this.#flags.set(id, 1);
    this.#ids.push(id);
  }

  has(id: number): boolean {
    return this.#flags.values[id] === 1;
  }

  clear(): void {
    if (this.#ids.length === 0) return;
    for (const id of this.#ids) this.#flags.values[id] = 0;
    // Setting the length of an array is a call into the runtime.
    while (this.#ids.length > 0) this.#ids.pop();
  }
}
