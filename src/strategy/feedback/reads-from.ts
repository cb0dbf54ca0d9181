// The reads-from relation: which write each access takes its value from, in terms of sites. A site is an operation
// given by its object, its kind and its ordinal within its task, but not by its task, so that all actors that do the
// same share their sites.

import { hashText, mix } from "../../choice/index.ts";
import { Access } from "../../trace/index.ts";
import type { EnabledOperation } from "../../trace/index.ts";
import { isReleased } from "../conflicts/contention.ts";
import { IdArray } from "../priorities/id-array.ts";

/** The site of an object's initial value. */
export const INITIAL = 0;
/** From this ordinal on, ordinals with the same highest bits share a site, so that a loop has finitely many sites. */
const EXACT_ORDINALS = 64;

/** An access and the latest write before it. An access that is not a mere read counts as both. */
export interface Pair {
  /** The object's key. */
  readonly object: number;
  readonly read: number;
  readonly write: number;
}

/** A site, and whether other accesses can take a value from it. */
export interface Site {
  readonly object: number;
  readonly site: number;
  readonly isWrite: boolean;
}

/** With more objects than this, those of earlier executions are forgotten. */
const MAX_OBJECTS = 4_096;
/** Not a site: sites are 32-bit integers. */
const NONE = 2 ** 32;

interface ObjectState {
  /** The execution that the other fields refer to. */
  execution: number;
  /** The site of the latest write. */
  last: number;
  firstTask: number;
  isShared: boolean;
}

/** The number that identifies a pair. */
export function pairNumber(read: number, write: number): number {
  return mix(read, write);
}

/** Tracks the reads-from pairs of one execution. */
export class ReadsFrom {
  /** By the object's key; kept between executions, since most objects recur. */
  readonly #objects: Map<number, ObjectState> = new Map();
  readonly #kinds: Map<string, number> = new Map();
  /** Pairs and sites that were not known before, by number. */
  readonly #pairs: Map<number, Pair> = new Map();
  readonly #sites: Map<number, Site> = new Map();
  #execution = 0;
  /** The number of operations that each task has performed, by operation id. */
  readonly #ordinals: IdArray = new IdArray();
  /** The sites of pending operations, by operation id; `NONE` once performed. */
  readonly #pending: IdArray = new IdArray(NONE);

  begin(): void {
    this.#execution += 1;
    if (this.#objects.size > MAX_OBJECTS) this.#objects.clear();
    // `Map.clear` allocates a new table, even for an empty map.
    if (this.#pairs.size > 0) this.#pairs.clear();
    if (this.#sites.size > 0) this.#sites.clear();
    this.#ordinals.clear();
    this.#pending.clear();
  }

  /** Forgets the site of a task's previous operation. */
  forget({ id }: EnabledOperation): void {
    this.#pending.set(id, NONE);
  }

  /** The site of a pending operation that has an object. */
  siteOf({ id, kind, object }: EnabledOperation): number {
    const known = this.#pending.values[id] ?? NONE;
    if (known !== NONE) return known;
    const site = mix(mix(object?.key ?? 0, this.#hashOf(kind)), bucket(this.#ordinals.values[id] ?? 0));
    this.#pending.set(id, site);
    return site;
  }

  /** The site of the latest write to an object. */
  lastWrite(object: number): number {
    const state = this.#objects.get(object);
    return state?.execution === this.#execution ? state.last : INITIAL;
  }

  /** Records an operation that is performed; pairs and sites for which `isKnown` holds are omitted. */
  onStep(operation: EnabledOperation, isKnown: (number: number) => boolean): void {
    const { access, id, object } = operation;
    // An operation that another step enables takes its value from that step alone.
    if (object !== undefined && !isReleased(operation)) {
      const site = this.siteOf(operation);
      const state = this.#stateOf(object.key, id);
      if (state.firstTask !== id) state.isShared = true;
      const isWrite = access !== Access.read;
      const number = pairNumber(site, state.last);
      // The sites of a known pair are known too: they came in the same feedback.
      if (!isKnown(number)) {
        this.#pairs.set(number, { object: object.key, read: site, write: state.last });
        if (!isKnown(site)) this.#sites.set(site, { object: object.key, site, isWrite });
      }
      if (isWrite) state.last = site;
    }
    this.#ordinals.set(id, (this.#ordinals.values[id] ?? 0) + 1);
    this.#pending.set(id, NONE);
  }

  /** Whether there is a new pair or site. */
  get hasNews(): boolean {
    return this.#pairs.size > 0 || this.#sites.size > 0;
  }

  /** The new pairs and sites of objects that several tasks accessed. */
  observed(): { readonly pairs: readonly Pair[]; readonly sites: readonly Site[] } {
    const isShared = ({ object }: Pair | Site): boolean => this.#objects.get(object)?.isShared === true;
    return {
      pairs: [...this.#pairs.values()].filter(isShared),
      sites: [...this.#sites.values()].filter(isShared),
    };
  }

  #stateOf(object: number, id: number): ObjectState {
    const known = this.#objects.get(object);
    if (known === undefined) {
      const state: ObjectState = { execution: this.#execution, last: INITIAL, firstTask: id, isShared: false };
      this.#objects.set(object, state);
      return state;
    }
    if (known.execution !== this.#execution) {
      known.execution = this.#execution;
      known.last = INITIAL;
      known.firstTask = id;
      known.isShared = false;
    }
    return known;
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
