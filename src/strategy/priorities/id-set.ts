// A set of operation ids. It is cleared at most steps, nearly always when empty: a `Set` would allocate a new table
// each time.

/** A set of small integers that is cheap to clear. */
export class IdSet {
  readonly #ids: number[] = [];
  #flags: Uint8Array = new Uint8Array(64);

  add(id: number): void {
    if (this.has(id)) return;
    if (id >= this.#flags.length) {
      const grown = new Uint8Array(2 * id + 2);
      grown.set(this.#flags);
      this.#flags = grown;
    }
    this.#flags[id] = 1;
    this.#ids.push(id);
  }

  has(id: number): boolean {
    return this.#flags[id] === 1;
  }

  clear(): void {
    if (this.#ids.length === 0) return;
    for (const id of this.#ids) this.#flags[id] = 0;
    this.#ids.length = 0;
  }
}
