// The latest accesses to each object, maintained while the events of an execution are processed in order.

import { Access, isExclusive } from "../../../trace/index.ts";
import type { Event, EventAccess } from "./events/event.ts";

/** The access history of one object. */
interface History {
  /** The last event that wrote it, −1 for none. */
  write: number;
  /** The events that accessed it since without writing. */
  others: number[];
  readonly parts: number[];
  /** Every event that wrote it. */
  readonly writes: number[];
}

/** The histories of all objects and the last events of all processes. */
export class Accesses {
  #histories: (History | undefined)[] = [];
  /** The last event of each process. */
  readonly latest: number[] = [];
  /** The last event that is ordered with all others; −1 for none. */
  barrier = -1;
  /** The last event that cancelled an actor, by the actor's key. */
  readonly #cancels: Map<number, number> = new Map();
  /** The events that touched the clock, in order. */
  readonly timeline: number[] = [];

  clear(): void {
    this.#histories = [];
    this.latest.length = 0;
    this.timeline.length = 0;
    this.barrier = -1;
    this.#cancels.clear();
  }

  /** The events that wrote an object, in order. */
  writes(object: number): readonly number[] {
    return this.#histories[object]?.writes ?? [];
  }

  /** Adds to `found` the events that an event must come after because of what it declares. */
  declared(event: Event, found: number[]): void {
    this.#conflicting(event, found);
  }

  /** The same for its further accesses. */
  further(
    { secondAccess, secondObject, deadline, ends, ownerKey, touches }: Event,
    owners: readonly number[],
    found: number[],
  ): void {
    if (deadline < 0) this.#add(secondObject, secondAccess, found);
    // The order of timers and the clock is computed elsewhere: see Analysis.
    for (const touch of touches ?? []) {
      if (deadline < 0 || touch.object !== secondObject) this.#conflicting(touch, found);
    }
    const cancel = this.#cancels.get(ownerKey);
    if (cancel !== undefined) found.push(cancel);
    if (ends === undefined) return;
    for (const [process, event] of this.latest.entries()) {
      if (event !== undefined && ends.includes(owners[process] ?? 0)) found.push(event);
    }
  }

  /** Records an event that has happened. */
  enter(index: number, event: Event, clock: number): void {
    const { secondAccess, secondObject, touches } = event;
    this.#enterAccess(index, event);
    this.#touch(index, secondObject, secondAccess);
    for (const touch of touches ?? []) this.#enterAccess(index, touch);
    if (clock >= 0 && (secondObject === clock || touches?.some((touch) => touch.object === clock) === true)) {
      this.timeline.push(index);
    }
    if (event.isBarrier) this.barrier = index;
    for (const owner of event.cancels ?? []) this.#cancels.set(owner, index);
    this.latest[event.process] = index;
  }

  #conflicting({ access, object, parent }: EventAccess, found: number[]): void {
    if (access === Access.none) return;
    this.#add(object, access, found);
    if (parent >= 0) this.#add(parent, access, found);
    for (const part of this.#histories[object]?.parts ?? []) this.#add(part, access, found);
  }

  #add(object: number, access: Access, found: number[]): void {
    if (access === Access.none) return;
    const history = this.#histories[object];
    if (history === undefined) return;
    if (history.write >= 0) found.push(history.write);
    if (isExclusive(access)) found.push(...history.others);
  }

  #enterAccess(index: number, { access, object, parent }: EventAccess): void {
    this.#touch(index, object, access);
    if (parent < 0 || access === Access.none) return;
    const { parts } = this.#historyOf(parent);
    if (!parts.includes(object)) parts.push(object);
  }

  #touch(index: number, object: number, access: Access): void {
    if (access === Access.none) return;
    const history = this.#historyOf(object);
    if (isExclusive(access)) {
      history.write = index;
      history.writes.push(index);
      if (history.others.length > 0) history.others = [];
    } else history.others.push(index);
  }

  #historyOf(object: number): History {
    let history = this.#histories[object];
    if (history === undefined) {
      history = { write: -1, others: [], parts: [], writes: [] };
      this.#histories[object] = history;
    }
    return history;
  }
}
