// Which write each access takes its value from, seen through sites: an operation by its object, its kind and its
// ordinal within its task. Not by its task, so that any number of actors that do the same share their sites.

import { hashText, mix } from "../../choice/index.ts";
import { Access } from "../../trace/index.ts";
import type { EnabledOperation } from "../../trace/index.ts";
import { isReleased } from "../conflicts/contention.ts";

/** The site of an object's first value. */
export const INITIAL = 0;
/** Later ordinals share a site with the one that has the same highest bits, or a loop would have no end of sites. */
const EXACT_ORDINALS = 64;

/** An access and the write that came last before it. What is no mere read is taken to do both. */
export interface Pair {
  /** The object's key. */
  readonly object: number;
  readonly read: number;
  readonly write: number;
}

/** A site and whether others can take a value from it. */
export interface Site {
  readonly object: number;
  readonly site: number;
  readonly isWrite: boolean;
}

/** Beyond so many objects those of earlier executions are forgotten. */
const MOST_CONTENTS = 4_096;
/** No site: they are 32-bit integers. */
const NONE = 2 ** 32;

interface Content {
  /** The execution of which the rest tells. */
  execution: number;
  /** The site that wrote last. */
  last: number;
  firstTask: number;
  isShared: boolean;
}

/** The number of a pair, by which it is known. */
export function pairNumber(read: number, write: number): number {
  return mix(read, write);
}

/** Follows one execution. */
export class ReadsFrom {
  /** By the object's key; kept from execution to execution, since most objects come again. */
  readonly #contents: Map<number, Content> = new Map();
  readonly #kinds: Map<string, number> = new Map();
  /** What was not known before, by number. */
  readonly #pairs: Map<number, Pair> = new Map();
  readonly #sites: Map<number, Site> = new Map();
  #execution = 0;
  /** How many operations each task has performed, by operation id; 0 from `#size` on. */
  #ordinals: Uint32Array = new Uint32Array(64);
  /** The sites of pending operations, by operation id; `NONE` once performed, and from `#size` on. */
  #pending: Float64Array = new Float64Array(64).fill(NONE);
  #size = 0;

  begin(): void {
    this.#execution += 1;
    if (this.#contents.size > MOST_CONTENTS) this.#contents.clear();
    // Clearing makes a new table, even of an empty map.
    if (this.#pairs.size > 0) this.#pairs.clear();
    if (this.#sites.size > 0) this.#sites.clear();
    for (let id = 0; id < this.#size; id += 1) {
      this.#ordinals[id] = 0;
      this.#pending[id] = NONE;
    }
    this.#size = 0;
  }

  /** A task has another operation than before. */
  forget({ id }: EnabledOperation): void {
    if (id < this.#size) this.#pending[id] = NONE;
  }

  /** The site of a pending operation that has an object. */
  siteOf({ id, kind, object }: EnabledOperation): number {
    const known = id < this.#size ? (this.#pending[id] ?? NONE) : NONE;
    if (known !== NONE) return known;
    if (id >= this.#size) this.#grow(id);
    const site = mix(mix(object?.key ?? 0, this.#hashOf(kind)), bucket(this.#ordinals[id] ?? 0));
    this.#pending[id] = site;
    return site;
  }

  /** The site that an object has its value from. */
  lastWrite(object: number): number {
    const content = this.#contents.get(object);
    return content?.execution === this.#execution ? content.last : INITIAL;
  }

  /** An operation is performed; `isKnown` tells which pairs and sites need no mention. */
  onStep(operation: EnabledOperation, isKnown: (number: number) => boolean): void {
    const { access, id, object } = operation;
    // What another step lets go takes its value from that one and no other.
    if (object !== undefined && !isReleased(operation)) {
      const site = this.siteOf(operation);
      const content = this.#contentOf(object.key, id);
      if (content.firstTask !== id) content.isShared = true;
      const isWrite = access !== Access.read;
      const number = pairNumber(site, content.last);
      // The site of a known pair is known too: one lesson told of both.
      if (!isKnown(number)) {
        this.#pairs.set(number, { object: object.key, read: site, write: content.last });
        if (!isKnown(site)) this.#sites.set(site, { object: object.key, site, isWrite });
      }
      if (isWrite) content.last = site;
    }
    if (id >= this.#size) this.#grow(id);
    this.#ordinals[id] = (this.#ordinals[id] ?? 0) + 1;
    this.#pending[id] = NONE;
  }

  /** Whether anything was not known. */
  get hasNews(): boolean {
    return this.#pairs.size > 0 || this.#sites.size > 0;
  }

  /** The pairs and sites of objects that several tasks touched, but for those that were known. */
  observed(): { readonly pairs: readonly Pair[]; readonly sites: readonly Site[] } {
    const isShared = ({ object }: Pair | Site): boolean => this.#contents.get(object)?.isShared === true;
    return {
      pairs: [...this.#pairs.values()].filter(isShared),
      sites: [...this.#sites.values()].filter(isShared),
    };
  }

  #contentOf(object: number, id: number): Content {
    const known = this.#contents.get(object);
    if (known === undefined) {
      const content: Content = { execution: this.#execution, last: INITIAL, firstTask: id, isShared: false };
      this.#contents.set(object, content);
      return content;
    }
    if (known.execution !== this.#execution) {
      known.execution = this.#execution;
      known.last = INITIAL;
      known.firstTask = id;
      known.isShared = false;
    }
    return known;
  }

  #grow(id: number): void {
    this.#size = id + 1;
    if (id < this.#ordinals.length) return;
    const ordinals = new Uint32Array(2 * id + 2);
    ordinals.set(this.#ordinals);
    this.#ordinals = ordinals;
    const pending = new Float64Array(2 * id + 2).fill(NONE);
    pending.set(this.#pending);
    this.#pending = pending;
  }

  #hashOf(kind: string): number {
    const known = this.#kinds.get(kind);
    if (known !== undefined) return known;
    const hash = hashText(kind);
    this.#kinds.set(kind, hash);
    return hash;
  }
}

function bucket(ordinal: number): number {
  if (ordinal < EXACT_ORDINALS) return ordinal;
  const shift = 32 - Math.clz32(ordinal) - 6;
  return (ordinal >> shift) << shift;
}
