// Hashes of values, by their structure. Unlike the hash of a token's fingerprint (trace/hash-value.ts), they are compared
// within one process only, and are taken of every value of every execution of a search; so they are made for speed.

import { hashText, mix } from "../../choice/index.ts";
import { MonitorRef } from "../../kernel/index.ts";
import { isDate, Pid } from "../../trace/index.ts";

/** Deeper values are not looked at. */
const MAX_DEPTH = 4;
/** Of a value with more parts these are looked at, and the size of what has more: a step must not cost what a table holds. */
const MAX_PARTS = 256;
/** Texts whose hashes are remembered at most: mostly the names of properties. */
const MOST_TEXTS = 4_096;
/** Longer texts are hashed each time. */
const LONGEST_TEXT = 64;

/** Adds values to hashes. */
export class ValueDigest {
  readonly #texts: Map<string, number> = new Map();
  /** The parts of the value that may still be looked at. */
  #left = 0;

  /** The hash with a value added to it. */
  add(hash: number, value: unknown): number {
    if (typeof value !== "object") return this.#add(hash, value, 0);
    this.#left = MAX_PARTS;
    try {
      return this.#add(hash, value, 0);
    } catch {
      // Looking at it runs code of the program, which may throw.
      return mix(hash, 19);
    }
  }

  #add(hash: number, value: unknown, depth: number): number {
    switch (typeof value) {
      case "undefined":
        return mix(hash, 1);
      case "boolean":
        return mix(hash, value ? 2 : 3);
      case "number":
        return value === (value | 0) ? mix(mix(hash, 4), value) : mix(hash, this.#hashText(String(value)));
      case "string":
        return mix(hash, this.#hashText(value));
      case "object":
        return value === null ? mix(hash, 5) : this.#addObject(hash, value, depth);
      case "function":
        return mix(hash, 6);
      case "bigint":
      case "symbol":
        return mix(mix(hash, 17), this.#hashText(String(value)));
    }
  }

  #addObject(hash: number, value: object, depth: number): number {
    if (value instanceof Pid) return mix(mix(hash, 7), keyOf(value));
    // Its number says how many there were before it.
    if (value instanceof MonitorRef) return mix(mix(hash, 8), keyOf(value.pid));
    if (value instanceof Error) return mix(mix(hash, 9), this.#hashText(value.name));
    if (depth >= MAX_DEPTH) return mix(hash, 10);
    if (Array.isArray(value)) return this.#addItems(mix(mix(hash, 11), value.length), value, depth);
    if (value instanceof Set) return this.#addItems(mix(mix(hash, 18), value.size), value, depth);
    if (value instanceof Map) return this.#addEntries(mix(mix(hash, 12), value.size), value, depth);
    return isDate(value) ? mix(mix(hash, 13), value.getTime()) : this.#addFields(mix(hash, 14), value, depth);
  }

  #addItems(hash: number, items: Iterable<unknown>, depth: number): number {
    let sum = hash;
    for (const item of items) {
      if (this.#left <= 0) break;
      this.#left -= 1;
      sum = this.#add(sum, item, depth + 1);
    }
    return mix(sum, 15);
  }

  #addEntries(hash: number, entries: ReadonlyMap<unknown, unknown>, depth: number): number {
    let sum = hash;
    for (const [key, item] of entries) {
      if (this.#left <= 0) break;
      this.#left -= 2;
      sum = this.#add(this.#add(sum, key, depth + 1), item, depth + 1);
    }
    return mix(sum, 15);
  }

  #addFields(hash: number, value: object, depth: number): number {
    let sum = hash;
    for (const key of Object.keys(value)) {
      if (this.#left <= 0) break;
      this.#left -= 1;
      // A getter is not called: it may change what the program does next.
      const field: unknown = Object.getOwnPropertyDescriptor(value, key)?.value;
      sum = this.#add(mix(sum, this.#hashText(key)), field, depth + 1);
    }
    return mix(sum, 16);
  }

  #hashText(text: string): number {
    if (text.length > LONGEST_TEXT) return hashText(text);
    const known = this.#texts.get(text);
    if (known !== undefined) return known;
    const hash = hashText(text);
    if (this.#texts.size >= MOST_TEXTS) this.#texts.clear();
    this.#texts.set(text, hash);
    return hash;
  }
}

/** A number that is the same in every interleaving. */
function keyOf({ ordinal, parent }: Pid): number {
  return mix(parent === undefined ? 1 : keyOf(parent), ordinal);
}
