// What reads-from guided exploration has learnt: the sites and pairs that were seen, and the abstract schedules that
// showed a new pair. New abstract schedules are mutations of these.

import type { Generator } from "../../choice/index.ts";
import { INITIAL, pairNumber } from "./reads-from.ts";
import type { Pair, Site } from "./reads-from.ts";
import type { Feedback } from "../strategy.ts";

/** "This access takes its value from this write", or the contrary. */
export interface Constraint extends Pair {
  readonly isPositive: boolean;
}

/** What one execution showed; it can be cloned. */
export interface ReadsFromFeedback {
  readonly kind: "reads-from";
  /** The abstract schedule that it followed. */
  readonly schedule: readonly Constraint[];
  readonly pairs: readonly Pair[];
  readonly sites: readonly Site[];
}

/** Constraints of one abstract schedule. */
const MOST_CONSTRAINTS = 4;
/** Schedules that are kept; the oldest makes room. */
const MOST_SCHEDULES = 64;
/** Sites that are kept of one object. */
const MOST_SITES = 256;
/** How often a pair that was seen already is thrown away for another. */
const TRIES = 8;

interface ObjectSites {
  readonly object: number;
  readonly all: number[];
  readonly writes: number[];
}

/** The corpus of an exploration. */
export class ReadsFromCorpus {
  readonly #seen: Set<number> = new Set();
  readonly #objects: ObjectSites[] = [];
  readonly #byKey: Map<number, ObjectSites> = new Map();
  readonly #schedules: (readonly Constraint[])[] = [];
  // The pair that was drawn last; several are thrown away for each that is used.
  #object = 0;
  #read = 0;
  #write = 0;

  /** Whether a pair or a site, by its number, was seen in an earlier round. */
  readonly isSeen: (number: number) => boolean = (number) => this.#seen.has(number);

  update(feedback: readonly Feedback[]): void {
    for (const { data } of feedback) if (isReadsFrom(data)) this.#take(data);
  }

  /** An abstract schedule to try: a kept one, or none, with one mutation. */
  drawSchedule(generator: Generator): readonly Constraint[] {
    if (this.#objects.length === 0) return [];
    const kept = this.#schedules[generator.below(2 * this.#schedules.length + 1)] ?? [];
    const mutation = generator.below(8);
    if (kept.length === 0 || (mutation < 5 && kept.length < MOST_CONSTRAINTS)) return [...kept, this.#draw(generator)];
    const at = generator.below(kept.length);
    if (mutation === 5) return kept.toSpliced(at, 1);
    if (mutation === 6) return kept.map((one, index) => (index === at ? negated(one) : one));
    return kept.toSpliced(at, 1, this.#draw(generator));
  }

  #take({ pairs, schedule, sites }: ReadsFromFeedback): void {
    let isNew = false;
    for (const { read, write } of pairs) {
      const number = pairNumber(read, write);
      if (!this.#seen.has(number)) isNew = true;
      this.#seen.add(number);
    }
    for (const site of sites) this.#addSite(site);
    if (!isNew || schedule.length === 0) return;
    this.#schedules.push(schedule);
    if (this.#schedules.length > MOST_SCHEDULES) this.#schedules.shift();
  }

  #addSite({ isWrite, object, site }: Site): void {
    if (this.#seen.has(site)) return;
    this.#seen.add(site);
    let known = this.#byKey.get(object);
    if (known === undefined) {
      known = { object, all: [], writes: [INITIAL] };
      this.#byKey.set(object, known);
      this.#objects.push(known);
    }
    if (known.all.length >= MOST_SITES) return;
    known.all.push(site);
    if (isWrite) known.writes.push(site);
  }

  /** Draws a pair, one that was never seen if that is soon found; a pair that was seen may be forbidden. */
  #draw(generator: Generator): Constraint {
    let isSeen = this.#drawPair(generator);
    const tries = generator.below(4) > 0 ? TRIES : 0;
    for (let tried = 0; tried < tries && isSeen; tried += 1) isSeen = this.#drawPair(generator);
    const isPositive = !isSeen || generator.below(2) === 0;
    return { object: this.#object, read: this.#read, write: this.#write, isPositive };
  }

  /** Draws into `#object`, `#read` and `#write`; whether that pair was seen. */
  #drawPair(generator: Generator): boolean {
    const { all, object, writes } = drawFrom(this.#objects, generator);
    this.#object = object;
    this.#read = drawFrom(all, generator);
    this.#write = drawFrom(writes, generator);
    return this.#seen.has(pairNumber(this.#read, this.#write));
  }
}

function drawFrom<T>(values: readonly T[], generator: Generator): T {
  return values[generator.below(values.length)] as T;
}

function negated(constraint: Constraint): Constraint {
  return { ...constraint, isPositive: !constraint.isPositive };
}

function isReadsFrom(data: unknown): data is ReadsFromFeedback {
  return typeof data === "object" && data !== null && "kind" in data && data.kind === "reads-from";
}
