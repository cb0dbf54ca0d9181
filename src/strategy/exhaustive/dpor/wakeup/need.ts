// What of a sequence must be planned. The events that reverse the race, wake each sleeping event and part it from each
// branch beside it, with what happens before these; what follows is free, since nothing sleeps any more. The proof is in
// docs/reduction.md.

import type { Clocks } from "../races/clocks.ts";
import type { Event } from "../events/event.ts";
import type { Sequence } from "./sequence.ts";

/** The events that one sequence needs, by where they happened in the execution. */
export class Need {
  readonly #clocks: Clocks;
  readonly #numbers: number[] = [];
  /** Whether it is known what is needed. */
  #isKnown = false;

  constructor(clocks: Clocks) {
    this.#clocks = clocks;
  }

  /** Another sequence. @param isKnown whether less than all of it may be planned */
  restart(isKnown: boolean): void {
    this.#isKnown = isKnown;
    this.#numbers.length = 0;
  }

  /** An event that is needed; −1 if it is unknown. */
  add(number: number): void {
    if (number < 0) this.#isKnown = false;
    else if (this.#isKnown && !this.#numbers.includes(number)) this.#numbers.push(number);
  }

  /** The events of a sequence that are needed: all, if one of them can touch something else than where it was seen. */
  of(sequence: Sequence): Event[] {
    if (!this.#isKnown) return sequence.events();
    const events: Event[] = [];
    for (let index = 0; index < sequence.length; index += 1) {
      const event = sequence.at(index);
      if (event === undefined || !this.#has(sequence.numberAt(index), event)) continue;
      if (event.touches !== undefined || event.ends !== undefined) return sequence.events();
      events.push(event);
    }
    return events;
  }

  #has(number: number, { process }: Event): boolean {
    for (const needed of this.#numbers) if (this.#clocks.isOrdered(needed, number, process)) return true;
    return false;
  }
}
