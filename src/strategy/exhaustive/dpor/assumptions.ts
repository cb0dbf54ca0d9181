// What a search takes for granted: that an event touches nothing that others touch, where a sequence, or the rest of a
// search, was taken to be covered by it. An event can turn out to touch more, after another past.

import type { Event, EventAccess } from "./event.ts";

/** The objects that an event touched and the actors that it ended, over all executions. */
export interface Footprint {
  readonly touches: EventAccess[];
  readonly ends: number[];
}

/** What is known of one operation at one position of its process. */
interface Entry extends Footprint {
  readonly kind: string;
  readonly object: number;
  /** What others touch of which it was taken to be independent, and the owners of those others. */
  readonly objects: (true | undefined)[];
  readonly owners: Set<number>;
  /** Whether it has ever touched more than was taken for granted. */
  isSurprising: boolean;
}

/** The assumptions of one search, and the footprints on which the next one rests. */
export class Assumptions {
  /** Whether an event has touched more than was taken for granted, so that the search may have left something out. */
  isDoubtful = false;
  #hasSurprises = false;
  /** By process and ordinal: after another past, another operation may be at the same position. */
  readonly #entries: (Entry[] | undefined)[][] = [];

  /** Notes that an event is taken to touch nothing that the first `count` events of a sequence touch. */
  trust(event: Event, sequence: readonly Event[], count: number): void {
    const entry = this.#entryOf(event);
    for (let index = 0; index < count; index += 1) {
      const other = sequence[index];
      if (other === undefined) break;
      entry.owners.add(other.ownerKey);
      noteAccess(entry.objects, other);
      if (other.secondObject >= 0) entry.objects[other.secondObject] = true;
      if (other.touches !== undefined) for (const touch of other.touches) noteAccess(entry.objects, touch);
    }
  }

  /** Adds what an event of an execution has touched and ended. */
  observe(event: Event): void {
    if (event.touches === undefined && event.ends === undefined) return;
    const entry = this.#entryOf(event);
    let isSurprise = false;
    for (const touch of event.touches ?? []) {
      if (addTouch(entry.touches, touch)) isSurprise ||= isNoted(entry.objects, touch);
    }
    for (const owner of event.ends ?? []) {
      if (entry.ends.includes(owner)) continue;
      entry.ends.push(owner);
      isSurprise ||= entry.owners.has(owner);
    }
    entry.isSurprising ||= isSurprise;
    this.isDoubtful ||= isSurprise;
    this.#hasSurprises ||= isSurprise;
  }

  /** An event with everything that it may touch, if that has ever been more than was taken for granted. */
  widest(event: Event): Event {
    if (!this.#hasSurprises) return event;
    const entry = this.#entries[event.process]?.[event.ordinal]?.find((each) => isOf(each, event));
    if (entry?.isSurprising !== true) return event;
    return { ...event, touches: entry.touches, ends: entry.ends.length === 0 ? event.ends : entry.ends };
  }

  /** Forgets what was taken for granted, not what events have touched. */
  forget(): void {
    this.isDoubtful = false;
    for (const entry of this.#entries.flat(2)) {
      if (entry === undefined) continue;
      entry.objects.length = 0;
      entry.owners.clear();
    }
  }

  #entryOf(event: Event): Entry {
    const { kind, object, ordinal, process } = event;
    const atPosition = ((this.#entries[process] ??= [])[ordinal] ??= []);
    let entry = atPosition.find((each) => isOf(each, event));
    if (entry === undefined) {
      entry = { kind, object, touches: [], ends: [], isSurprising: false, objects: [], owners: new Set() };
      atPosition.push(entry);
    }
    return entry;
  }
}

/** Adds an access to a footprint; false if it is known. */
export function addTouch(touches: EventAccess[], touch: EventAccess): boolean {
  if (touches.some(({ access, object }) => object === touch.object && access === touch.access)) return false;
  touches.push(touch);
  return true;
}

function noteAccess(objects: (true | undefined)[], { object, parent }: EventAccess): void {
  if (object >= 0) objects[object] = true;
  if (parent >= 0) objects[parent] = true;
}

function isNoted(objects: readonly (true | undefined)[], { object, parent }: EventAccess): boolean {
  return objects[object] === true || objects[parent] === true;
}

function isOf(entry: Entry, { kind, object }: Event): boolean {
  return entry.kind === kind && entry.object === object;
}
