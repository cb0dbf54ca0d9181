// The latest accesses to each object, maintained while the events of an execution are processed in order.

import { Access } from "../../../trace/index.ts";
import type { Event } from "./event.ts";

/** The access history of one object. */
interface History {
  /** The last event that wrote it, −1 for none. */
  write: number;
  /** The events that accessed it since without writing. */
  others: number[];
  readonly parts: number[];
  /** Every event that wrote it. */
  readonly writes: number[];
  /** For a life object, the event that ended it; −1 for none. */
  end: number;
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

  /** The event that ended a life; −1 for none. */
  endOf(object: number): number {
    return this.#histories[object]?.end ?? -1;
  }

  /** Adds to `found` the events that an event with this declared access must come after. */
  declared({ access, object, parent }: Event, found: number[]): void {
    if (object < 0 || access === Access.none) return;
    const isWrite = (access & Access.write) !== 0;
    this.#add(object, isWrite, found);
    if (parent >= 0) this.#add(parent, isWrite, found);
    for (const part of this.#histories[object]?.parts ?? []) this.#add(part, isWrite, found);
  }

  /** The same for its further accesses. */
  further(
    { secondObject, deadline, ends, ownerKey, touches }: Event,
    owners: readonly number[],
    found: number[],
  ): void {
    if (secondObject >= 0 && deadline < 0) this.#add(secondObject, true, found);
    for (const { access, object } of touches ?? []) {
      // The order of timers and the clock is computed elsewhere: see Analysis.
      if (deadline >= 0 && object === secondObject) continue;
      const isWrite = (access & Access.write) !== 0;
      this.#add(object, isWrite, found);
      for (const part of this.#histories[object]?.parts ?? []) this.#add(part, isWrite, found);
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
    const { access, secondObject, object, parent, touches } = event;
    if (object >= 0 && access !== Access.none) {
      this.#touch(object, index, (access & Access.write) !== 0);
      if (parent >= 0) {
        const { parts } = this.#historyOf(parent);
        if (!parts.includes(object)) parts.push(object);
      }
    }
    if (clock >= 0 && (secondObject === clock || touches?.some((touch) => touch.object === clock) === true)) {
      this.timeline.push(index);
    }
    if (secondObject >= 0) this.#touch(secondObject, index, true);
    for (const touch of touches ?? []) this.#touch(touch.object, index, (touch.access & Access.write) !== 0);
    if (event.isBarrier) this.barrier = index;
    for (const life of event.lives ?? []) this.#historyOf(life).end = index;
    for (const owner of event.cancels ?? []) this.#cancels.set(owner, index);
    this.latest[event.process] = index;
  }

  #add(object: number, isWrite: boolean, found: number[]): void {
    const history = this.#histories[object];
    if (history === undefined) return;
    if (history.write >= 0) found.push(history.write);
    if (isWrite) found.push(...history.others);
  }

  #touch(object: number, index: number, isWrite: boolean): void {
    const history = this.#historyOf(object);
    if (isWrite) {
      history.write = index;
      history.writes.push(index);
      if (history.others.length > 0) history.others = [];
    } else history.others.push(index);
  }

  #historyOf(object: number): History {
    let history = this.#histories[object];
    if (history === undefined) {
      history = { write: -1, others: [], parts: [], writes: [], end: -1 };
      this.#histories[object] = history;
    }
    return history;
  }
}
