// What events were observed to touch, over all executions. A search that had to give up what it took for granted begins
// anew with that.

import type { Event, EventAccess } from "./event.ts";

/** The objects that an event touched and the actors that it ended, over all executions. */
interface Footprint {
  readonly touches: EventAccess[];
  readonly ends: number[];
}

/** What is known of one operation at one position of its process. */
interface Entry extends Footprint {
  readonly kind: string;
  readonly object: number;
  /** Whether it has ever touched more than a search took for granted. */
  isSurprising: boolean;
}

/** The footprints on which a search rests. */
export class KnownFootprints {
  /** Whether the search may have left something out, since an event touched more than was taken for granted. */
  isDoubtful = false;
  /** Whether an event ever has. */
  hasSurprises = false;
  /** By process and ordinal: after another past, another operation may be at the same position. */
  readonly #entries: (Entry[] | undefined)[][] = [];
  /** The combined footprints of all operations, by process and ordinal. */
  readonly #atPositions: (Footprint | undefined)[][] = [];

  /** Adds what an event of an execution has touched and ended. */
  observe(event: Event): void {
    if (event.touches === undefined && event.ends === undefined) return;
    addAll(this.#entryOf(event), event);
    const atPosition = (this.#atPositions[event.process] ??= []);
    addAll((atPosition[event.ordinal] ??= { touches: [], ends: [] }), event);
  }

  /**
   * An event with everything that was ever observed to be touched and ended at its position, whatever the operation: after
   * a different past it may do something else.
   */
  everAt(event: Event): Event {
    const known = this.#atPositions[event.process]?.[event.ordinal];
    return known === undefined ? event : withFootprint(event, known);
  }

  /** From now on an event counts with everything that it was ever observed to touch. */
  distrust(event: Event): void {
    this.#entryOf(event).isSurprising = true;
    this.isDoubtful = true;
    this.hasSurprises = true;
  }

  /** An event with everything that it may touch, if that has ever been more than was taken for granted. */
  widest(event: Event): Event {
    if (!this.hasSurprises) return event;
    const entry = this.#entries[event.process]?.[event.ordinal]?.find((each) => isOf(each, event));
    if (entry?.isSurprising !== true) return event;
    return withFootprint(event, entry);
  }

  #entryOf(event: Event): Entry {
    const { kind, object, ordinal, process } = event;
    const atPosition = ((this.#entries[process] ??= [])[ordinal] ??= []);
    let entry = atPosition.find((each) => isOf(each, event));
    if (entry === undefined) {
      entry = { kind, object, touches: [], ends: [], isSurprising: false };
      atPosition.push(entry);
    }
    return entry;
  }
}

function withFootprint(event: Event, { ends, touches }: Footprint): Event {
  return { ...event, footprint: -1, touches, ends: ends.length === 0 ? event.ends : ends };
}

/** Adds what is not known of a footprint. */
function addAll(known: Footprint, { ends, touches }: Event): void {
  for (const touch of touches ?? []) {
    const isKnown = known.touches.some(({ access, object }) => object === touch.object && access === touch.access);
    if (!isKnown) known.touches.push(touch);
  }
  for (const owner of ends ?? []) if (!known.ends.includes(owner)) known.ends.push(owner);
}

function isOf(entry: Entry, { kind, object }: Event): boolean {
  return entry.kind === kind && entry.object === object;
}
