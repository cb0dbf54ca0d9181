// The configurations that a search has seen: pairs of a set of operations and a state. A hash table with open
// addressing over rows of 32-bit words in one array, since a million small objects would take ten times the memory.
// Pairs are compared completely: a hash collision costs time but never leads to a wrong verdict.

import { mix } from "../../choice/index.ts";
import { must } from "../../errors.ts";
import type { LinearizedSet } from "./linearized-set.ts";

/**
 * A row: hash, state, from, to, then the set's words from `from` to `to`, then all its words for pending operations.
 */
const HEADER = 4;

/** The configurations that were seen. */
export class ConfigurationCache {
  #rows: Uint32Array = new Uint32Array(1 << 8);
  /** The start of the next row. No row starts at 0, which marks an empty slot. */
  #end = 1;
  #slots: Uint32Array = new Uint32Array(1 << 6);
  #size = 0;

  /** Adds a configuration. @returns whether it is new */
  add(set: LinearizedSet, state: number): boolean {
    const hash = mix(set.hash, state) >>> 0;
    const mask = this.#slots.length - 1;
    let slot = hash & mask;
    for (let row = this.#slots[slot]; row !== undefined && row !== 0; row = this.#slots[slot]) {
      if (this.#rows[row] === hash && this.#isRow(row, set, state)) return false;
      slot = (slot + 1) & mask;
    }
    this.#slots[slot] = this.#append(hash, set, state);
    this.#size += 1;
    if (this.#size * 2 > this.#slots.length) this.#widen();
    return true;
  }

  #isRow(row: number, { completed, from, pending, to }: LinearizedSet, state: number): boolean {
    const rows = this.#rows;
    if (rows[row + 1] !== state || rows[row + 2] !== from || rows[row + 3] !== Math.max(from, to)) return false;
    let at = row + HEADER;
    for (let word = from; word < to; word += 1, at += 1) if (rows[at] !== completed[word]) return false;
    for (let word = 0; word < pending.length; word += 1, at += 1) if (rows[at] !== pending[word]) return false;
    return true;
  }

  #append(hash: number, { completed, from, pending, to }: LinearizedSet, state: number): number {
    const row = this.#end;
    const end = Math.max(from, to);
    this.#end += HEADER + end - from + pending.length;
    if (this.#end > this.#rows.length) this.#rows = grown(this.#rows, Math.max(this.#end, this.#rows.length * 2));
    this.#rows[row] = hash;
    this.#rows[row + 1] = state;
    this.#rows[row + 2] = from;
    this.#rows[row + 3] = end;
    this.#rows.set(completed.subarray(from, end), row + HEADER);
    this.#rows.set(pending, row + HEADER + end - from);
    return row;
  }

  #widen(): void {
    const old = this.#slots;
    this.#slots = new Uint32Array(old.length * 2);
    const mask = this.#slots.length - 1;
    for (const row of old) {
      if (row === 0) continue;
      let slot = must(this.#rows[row], "a slot points at a row") & mask;
      while (this.#slots[slot] !== 0) slot = (slot + 1) & mask;
      this.#slots[slot] = row;
    }
  }
}

function grown(words: Uint32Array, length: number): Uint32Array {
  const longer = new Uint32Array(length);
  longer.set(words);
  return longer;
}
