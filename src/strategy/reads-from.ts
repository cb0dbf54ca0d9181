// Which write each access takes its value from, seen through sites: an operation by its object, its kind and its
// ordinal within its task. Not by its task, so that any number of actors that do the same share their sites.

import { hashText, mix } from "../choice/index.ts";
import { Access } from "../trace/index.ts";
import type { EnabledOperation } from "../trace/index.ts";
import { isLetGo } from "./contention.ts";

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

interface Content {
  /** The site that wrote last. */
  last: number;
  readonly firstTask: number;
  isShared: boolean;
}

/** The number of a pair, by which it is known. */
export function pairNumber(read: number, write: number): number {
  return mix(read, write);
}

/** Follows one execution. */
export class ReadsFrom {
  readonly #contents: Map<number, Content> = new Map();
  readonly #kinds: Map<string, number> = new Map();
  /** What was not known before, by number. */
  readonly #pairs: Map<number, Pair> = new Map();
  readonly #sites: Map<number, Site> = new Map();
  /** How many operations each task has performed, by operation id. */
  #ordinals: number[] = [];
  /** The sites of pending operations, by operation id; `undefined` once performed. */
  #pending: (number | undefined)[] = [];

  begin(): void {
    this.#contents.clear();
    this.#pairs.clear();
    this.#sites.clear();
    this.#ordinals = [];
    this.#pending = [];
  }

  /** A task has another operation than before. */
  forget({ id }: EnabledOperation): void {
    this.#pending[id] = undefined;
  }

  /** The site of a pending operation that has an object. */
  siteOf({ id, kind, object }: EnabledOperation): number {
    const known = this.#pending[id];
    if (known !== undefined) return known;
    const site = mix(mix(object?.key ?? 0, this.#hashOf(kind)), bucket(this.#ordinals[id] ?? 0));
    this.#pending[id] = site;
    return site;
  }

  /** The site that an object has its value from. */
  lastWrite(object: number): number {
    return this.#contents.get(object)?.last ?? INITIAL;
  }

  /** An operation is performed; `isKnown` tells which pairs and sites need no mention. */
  onStep(operation: EnabledOperation, isKnown: (number: number) => boolean): void {
    const { access, id, object } = operation;
    // What another step lets go takes its value from that one and no other.
    if (object !== undefined && !isLetGo(operation)) {
      const site = this.siteOf(operation);
      const content = this.#contentOf(object.key, id);
      if (content.firstTask !== id) content.isShared = true;
      const isWrite = access !== Access.read;
      const number = pairNumber(site, content.last);
      if (!isKnown(number)) this.#pairs.set(number, { object: object.key, read: site, write: content.last });
      if (!isKnown(site)) this.#sites.set(site, { object: object.key, site, isWrite });
      if (isWrite) content.last = site;
    }
    this.#ordinals[id] = (this.#ordinals[id] ?? 0) + 1;
    this.#pending[id] = undefined;
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
    if (known !== undefined) return known;
    const content: Content = { last: INITIAL, firstTask: id, isShared: false };
    this.#contents.set(object, content);
    return content;
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
