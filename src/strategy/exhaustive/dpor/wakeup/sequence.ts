// A sequence of events that a wakeup tree takes in. One is filled again and again: there are many, and few are kept.

import type { Event } from "../events/event.ts";

/** The events from index `from` up to `to`. */
export class Sequence {
  readonly #events: (Event | undefined)[] = [];
  #from = 0;
  #to = 0;

  /** Fills it. */
  set(events: readonly Event[]): this {
    this.clear();
    for (const event of events) this.push(event);
    return this;
  }

  clear(): void {
    this.#from = 0;
    this.#to = 0;
  }

  get length(): number {
    return this.#to - this.#from;
  }

  at(index: number): Event | undefined {
    return index < 0 ? undefined : this.#events[this.#from + index];
  }

  get last(): Event | undefined {
    return this.at(this.length - 1);
  }

  push(event: Event): void {
    this.#events[this.#to] = event;
    this.#to += 1;
  }

  pop(): Event | undefined {
    const { last } = this;
    if (this.length > 0) this.#to -= 1;
    return last;
  }

  /** Removes one event. */
  remove(index: number): void {
    for (let at = this.#from + index; at > this.#from; at -= 1) this.#events[at] = this.#events[at - 1];
    this.#from += 1;
  }

  /** A copy of its events. */
  events(): Event[] {
    return this.#events.slice(this.#from, this.#to) as Event[];
  }
}
