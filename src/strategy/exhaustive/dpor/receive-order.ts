// The order in which deliveries must come so that each receive takes the message that it took: that message arrives
// before every other one that matches. An execution of a search may deliver in a different order, since its receives
// take prescribed messages; there is an equivalent real execution as long as this order, joined with happens-before, is
// acyclic.

import type { Clocks } from "./races/clocks.ts";
import type { EventRecorder } from "./recording.ts";

/** `before` must be delivered before `after`, because of the receive `by`. */
export interface Precedence {
  readonly before: number;
  readonly after: number;
  readonly by: number;
}

/** The precedences of one execution. */
export class ReceiveOrder {
  readonly #recording: EventRecorder;
  readonly #clocks: Clocks;
  readonly precedences: readonly Precedence[];

  constructor(recording: EventRecorder, clocks: Clocks) {
    this.#recording = recording;
    this.#clocks = clocks;
    this.precedences = recording.receives.flatMap((receive, by) => {
      const taken = receive?.present[receive.chosen];
      if (receive === undefined || taken === undefined) return [];
      const others = [...receive.present, ...receive.late].filter((delivery) => delivery !== taken);
      return others.map((after) => ({ before: taken, after, by }));
    });
  }

  /**
   * Whether `delivery` must come after one of its rivals.
   * @param except a receive that is ignored, as are the receives that come after it
   */
  mustFollow(delivery: number, rivals: readonly number[], except: number): boolean {
    return rivals.some((rival) => rival !== delivery && this.#reaches(rival, delivery, except));
  }

  /** All events in an order that a real execution can have: happens-before and every precedence hold. */
  linearize(): readonly number[] {
    const { events } = this.#recording;
    const left = new Set(events.keys());
    const order: number[] = [];
    while (left.size > 0) {
      const candidates = [...left].filter((event) => ![...left].some((other) => this.#mustPrecede(other, event)));
      const next = candidates.find((event) => events[event]?.isFault === true) ?? candidates[0];
      if (next === undefined) break;
      left.delete(next);
      order.push(next);
    }
    return order;
  }

  #mustPrecede(one: number, other: number): boolean {
    if (one === other) return false;
    return (
      this.#happensBefore(one, other) || this.precedences.some(({ after, before }) => before === one && after === other)
    );
  }

  #reaches(from: number, to: number, except: number): boolean {
    const seen = new Set<number>([from]);
    const open = [from];
    for (let event = open.pop(); event !== undefined; event = open.pop()) {
      if (event === to || this.#happensBefore(event, to)) return true;
      for (const { after, before, by } of this.precedences) {
        if (seen.has(after) || by === except || this.#happensBefore(except, by)) continue;
        if (before !== event && !this.#happensBefore(event, before)) continue;
        seen.add(after);
        open.push(after);
      }
    }
    return false;
  }

  #happensBefore(one: number, other: number): boolean {
    return one >= 0 && one !== other && this.#clocks.isOrdered(other, one, this.#recording.events[one]?.process ?? 0);
  }
}
