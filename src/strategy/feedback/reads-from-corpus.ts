// The corpus of reads-from guided exploration: the sites and pairs seen so far, and the abstract schedules that showed
// a new pair. New abstract schedules are mutations of these.

import type { Generator } from "../../choice/index.ts";
import { INITIAL, pairNumber } from "./reads-from.ts";
import type { Pair, Site } from "./reads-from.ts";
import type { Feedback } from "../strategy.ts";

/** "This access takes its value from this write", or the contrary. */
export interface Constraint extends Pair {
  readonly isPositive: boolean;
}

/** The feedback of one execution; it can be cloned. */
export interface ReadsFromFeedback {
  readonly kind: "reads-from";
  /** The abstract schedule that it followed. */
  readonly schedule: readonly Constraint[];
  readonly pairs: readonly Pair[];
  readonly sites: readonly Site[];
}

/** The maximum number of constraints of an abstract schedule. */
const MAX_CONSTRAINTS = 4;
/** The maximum number of schedules; the oldest is evicted. */
const MAX_SCHEDULES = 64;
/** The maximum number of sites per object. */
const MAX_SITES = 256;
/** The maximum number of pairs drawn to find one that was never seen. */
const MAX_DRAWS = 8;

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
  // The pair that was drawn last, in fields since most draws are rejected.
  #object = 0;
  #read = 0;
  #write = 0;

  /** Whether a pair or a site, given by its number, was seen in an earlier round. */
  readonly isSeen: (number: number) => boolean = (number) => this.#seen.has(number);

  update(feedback: readonly Feedback[]): void {
    for (const { data } of feedback) if (isReadsFrom(data)) this.#add(data);
  }

  /** An abstract schedule to try: one mutation of a schedule of the corpus or of the empty one. */
  drawSchedule(generator: Generator): readonly Constraint[] {
    if (this.#objects.length === 0) return [];
    const kept = this.#schedules[generator.below(2 * this.#schedules.length + 1)] ?? [];
    const mutation = generator.below(8);
    if (kept.length === 0 || (mutation < 5 && kept.length < MAX_CONSTRAINTS)) return [...kept, this.#draw(generator)];
    const at = generator.below(kept.length);
    if (mutation === 5) return kept.toSpliced(at, 1);
    if (mutation === 6) return kept.map((one, index) => (index === at ? negated(one) : one));
    return kept.toSpliced(at, 1, this.#draw(generator));
  }

  #add({ pairs, schedule, sites }: ReadsFromFeedback): void {
    let isNew = false;
    for (const { read, write } of pairs) {
      const number = pairNumber(read, write);
      if (!this.#seen.has(number)) isNew = true;
      this.#seen.add(number);
    }
    for (const site of sites) this.#addSite(site);
    if (!isNew || schedule.length === 0) return;
    this.#schedules.push(schedule);
    if (this.#schedules.length > MAX_SCHEDULES) this.#schedules.shift();
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
    if (known.all.length >= MAX_SITES) return;
    known.all.push(site);
    if (isWrite) known.writes.push(site);
  }

  /** Draws a constraint: on a pair that was never seen if one is found soon; a pair that was seen may be negated. */
  #draw(generator: Generator): Constraint {
    let isSeen = this.#drawPair(generator);
    const redraws = generator.below(4) > 0 ? MAX_DRAWS : 0;
    for (let redraw = 0; redraw < redraws && isSeen; redraw += 1) isSeen = this.#drawPair(generator);
    const isPositive = !isSeen || generator.below(2) === 0;
    return { object: this.#object, read: this.#read, write: this.#write, isPositive };
  }

  /** Draws a pair into `#object`, `#read` and `#write`; returns whether that pair was seen. */
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
