// Whether two events are dependent, remembered for each pair of footprints: an execution asks thousands of times, and few
// footprints differ.

import { areDependent } from "../../../../trace/index.ts";
import type { Event } from "./event.ts";

/** Footprints that are numbered at most; pairs with others are compared each time. */
const MOST = 2_048;
const FIRST_WIDTH = 64;
const UNKNOWN = 0;
const DEPENDENT = 1;
const INDEPENDENT = 2;
/** The number of a footprint beyond the last that is numbered. */
const BEYOND = -2;

/** The relation between the events of one search. */
export class Dependence {
  readonly #numbers: Map<string, number> = new Map();
  #width = FIRST_WIDTH;
  /** For each pair of footprints what is known of it. */
  #known: Uint8Array = new Uint8Array(FIRST_WIDTH * FIRST_WIDTH);

  /** Whether the order of two events, which are complete, can matter. */
  areDependent(one: Event, other: Event): boolean {
    if (one.process === other.process) return true;
    if (one.footprint === -1) one.footprint = this.#numberOf(one);
    if (other.footprint === -1) other.footprint = this.#numberOf(other);
    if (one.footprint < 0 || other.footprint < 0) return areDependent(one, other);
    const at = one.footprint * this.#width + other.footprint;
    const known = this.#known[at];
    if (known !== UNKNOWN) return known === DEPENDENT;
    const isDependent = areDependent(one, other);
    this.#known[at] = isDependent ? DEPENDENT : INDEPENDENT;
    return isDependent;
  }

  #numberOf(event: Event): number {
    const text = textOf(event);
    const known = this.#numbers.get(text);
    if (known !== undefined) return known;
    const number = this.#numbers.size;
    if (number === MOST) return BEYOND;
    this.#numbers.set(text, number);
    if (number === this.#width) this.#widen();
    return number;
  }

  #widen(): void {
    const width = this.#width * 2;
    const known = new Uint8Array(width * width);
    for (let row = 0; row < this.#width; row += 1) {
      known.set(this.#known.subarray(row * this.#width, (row + 1) * this.#width), row * width);
    }
    this.#known = known;
    this.#width = width;
  }
}

/** All that `areDependent` asks of an event. */
function textOf(event: Event): string {
  const { access, ends, isBarrier, object, ownerKey, parent, process, secondAccess, secondObject, touches } = event;
  const touched = touches?.map((touch) => `${touch.object}/${touch.parent}/${touch.access}`).join(" ") ?? "";
  const declared = `${process} ${ownerKey} ${object} ${parent} ${access} ${secondObject} ${secondAccess} ${isBarrier}`;
  return `${declared}|${touched}|${ends?.join(" ") ?? ""}`;
}
