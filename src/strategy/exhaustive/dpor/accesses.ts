// Who touched what last, while the events of an execution are gone through in order.

import { Access } from "../../../trace/index.ts";
import type { Event } from "./event.ts";

/** The history of one object. */
interface Head {
  /** The last event that wrote it, −1 for none. */
  write: number;
  /** Those that touched it since without writing. */
  others: number[];
  readonly parts: number[];
  /** Every event that wrote it. */
  readonly writes: number[];
  /** The event that ended the life that it is; −1 for none. */
  end: number;
}

/** The heads of all objects and the last events of all processes. */
export class Accesses {
  #heads: (Head | undefined)[] = [];
  /** The last event of each process. */
  readonly latest: number[] = [];
  /** The last event that all others come before or after; −1 for none. */
  barrier = -1;
  /** The last event that cancelled an actor, by its key. */
  readonly #cancels: Map<number, number> = new Map();
  /** The events that touched the clock, in order. */
  readonly timeline: number[] = [];

  /** Before the first event. */
  clear(): void {
    this.#heads = [];
    this.latest.length = 0;
    this.timeline.length = 0;
    this.barrier = -1;
    this.#cancels.clear();
  }

  /** The events that wrote an object, in order. */
  writes(object: number): readonly number[] {
    return this.#heads[object]?.writes ?? [];
  }

  /** The event that ended a life; −1 for none. */
  endOf(object: number): number {
    return this.#heads[object]?.end ?? -1;
  }

  /** Adds to `found` the events that one touching its declared object so must come after. */
  declared({ access, object, parent }: Event, found: number[]): void {
    if (object < 0 || access === Access.none) return;
    const isWrite = (access & Access.write) !== 0;
    this.#add(object, isWrite, found);
    if (parent >= 0) this.#add(parent, isWrite, found);
    for (const part of this.#heads[object]?.parts ?? []) this.#add(part, isWrite, found);
  }

  /** The same for all that it touches besides. */
  further(
    { secondObject, deadline, ends, ownerKey, touches }: Event,
    owners: readonly number[],
    found: number[],
  ): void {
    if (secondObject >= 0 && deadline < 0) this.#add(secondObject, true, found);
    for (const { access, object } of touches ?? []) {
      // What a timer has to do with the clock is another matter: see Analysis.
      if (deadline >= 0 && object === secondObject) continue;
      const isWrite = (access & Access.write) !== 0;
      this.#add(object, isWrite, found);
      for (const part of this.#heads[object]?.parts ?? []) this.#add(part, isWrite, found);
    }
    const cancel = this.#cancels.get(ownerKey);
    if (cancel !== undefined) found.push(cancel);
    if (ends === undefined) return;
    for (const [process, event] of this.latest.entries()) {
      if (event !== undefined && ends.includes(owners[process] ?? 0)) found.push(event);
    }
  }

  /** The event has happened. */
  enter(index: number, event: Event, clock: number): void {
    const { access, secondObject, object, parent, touches } = event;
    if (object >= 0 && access !== Access.none) {
      this.#touch(object, index, (access & Access.write) !== 0);
      if (parent >= 0) {
        const { parts } = this.#head(parent);
        if (!parts.includes(object)) parts.push(object);
      }
    }
    if (clock >= 0 && (secondObject === clock || touches?.some((touch) => touch.object === clock) === true)) {
      this.timeline.push(index);
    }
    if (secondObject >= 0) this.#touch(secondObject, index, true);
    for (const touch of touches ?? []) this.#touch(touch.object, index, (touch.access & Access.write) !== 0);
    if (event.isBarrier) this.barrier = index;
    for (const life of event.lives ?? []) this.#head(life).end = index;
    for (const owner of event.cancels ?? []) this.#cancels.set(owner, index);
    this.latest[event.process] = index;
  }

  #add(object: number, isWrite: boolean, found: number[]): void {
    const head = this.#heads[object];
    if (head === undefined) return;
    if (head.write >= 0) found.push(head.write);
    if (isWrite) found.push(...head.others);
  }

  #touch(object: number, index: number, isWrite: boolean): void {
    const head = this.#head(object);
    if (isWrite) {
      head.write = index;
      head.writes.push(index);
      if (head.others.length > 0) head.others = [];
    } else head.others.push(index);
  }

  #head(object: number): Head {
    let head = this.#heads[object];
    if (head === undefined) {
      head = { write: -1, others: [], parts: [], writes: [], end: -1 };
      this.#heads[object] = head;
    }
    return head;
  }
}
