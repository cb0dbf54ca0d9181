// Who touched what last, while the events of an execution are gone through in order.

import { Access } from "../../trace/index.ts";
import type { Event } from "./event.ts";

/** The history of one object. */
interface Head {
  /** The last event that wrote it, −1 for none. */
  write: number;
  /** Those that touched it since without writing. */
  others: number[];
  readonly parts: number[];
}

/** The heads of all objects and the last events of all processes. */
export class Accesses {
  #heads: (Head | undefined)[] = [];
  /** For each event, the one that wrote its object before, −1 for none. */
  readonly previousWrite: number[] = [];
  /** The last event of each process. */
  readonly latest: number[] = [];

  /** Before the first event. */
  clear(): void {
    this.#heads = [];
    this.latest.length = 0;
  }

  /** The last write of an object. */
  lastWrite(object: number): number {
    return this.#heads[object]?.write ?? -1;
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
  further({ also, ends, touches }: Event, owners: readonly number[], found: number[]): void {
    if (also >= 0) this.#add(also, true, found);
    for (const { access, object } of touches ?? []) this.#add(object, (access & Access.write) !== 0, found);
    if (ends === undefined) return;
    for (const [process, event] of this.latest.entries()) {
      if (event !== undefined && ends.includes(owners[process] ?? 0)) found.push(event);
    }
  }

  /** The event has happened. */
  enter(index: number, event: Event): void {
    const { access, also, object, parent, touches } = event;
    this.previousWrite[index] = -1;
    if (object >= 0 && access !== Access.none) {
      this.previousWrite[index] = this.lastWrite(object);
      this.#touch(object, index, (access & Access.write) !== 0);
      if (parent >= 0) {
        const { parts } = this.#head(parent);
        if (!parts.includes(object)) parts.push(object);
      }
    }
    if (also >= 0) this.#touch(also, index, true);
    for (const touch of touches ?? []) this.#touch(touch.object, index, (touch.access & Access.write) !== 0);
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
      if (head.others.length > 0) head.others = [];
    } else head.others.push(index);
  }

  #head(object: number): Head {
    let head = this.#heads[object];
    if (head === undefined) {
      head = { write: -1, others: [], parts: [] };
      this.#heads[object] = head;
    }
    return head;
  }
}
