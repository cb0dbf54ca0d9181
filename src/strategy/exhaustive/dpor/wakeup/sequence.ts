// A sequence of events that a wakeup tree takes in. One is filled again and again: there are many, and few are kept.

import type { Event } from "../events/event.ts";

/** The events from index `from` up to `to`. */
export class Sequence {
  readonly #events: (Event | undefined)[] = [];
  /** Where each happened in the execution; −1 where that is unknown. */
  readonly #numbers: number[] = [];
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

  /** Where an event happened in the execution; −1 if that is unknown. */
  numberAt(index: number): number {
    return this.#numbers[this.#from + index] ?? -1;
  }

  /** @param number where it happened in the execution. Default: unknown */
  push(event: Event, number: number = -1): void {
    this.#events[this.#to] = event;
    this.#numbers[this.#to] = number;
    this.#to += 1;
  }

  pop(): Event | undefined {
    const { last } = this;
    if (this.length > 0) this.#to -= 1;
    return last;
  }

  /** Puts an event in place of the last one. */
  replaceLast(event: Event): void {
    if (this.length > 0) this.#events[this.#to - 1] = event;
  }

  /** Removes one event. */
  remove(index: number): void {
    for (let at = this.#from + index; at > this.#from; at -= 1) {
      this.#events[at] = this.#events[at - 1];
      this.#numbers[at] = this.#numbers[at - 1] ?? -1;
    }
    this.#from += 1;
  }

  /** A copy of its events. */
  events(): Event[] {
    return this.#events.slice(this.#from, this.#to) as Event[];
  }
}
