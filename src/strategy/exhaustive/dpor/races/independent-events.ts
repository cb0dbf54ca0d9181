// The events of an execution that do not come after one of them. They are the beginning of each reversal of a race of that
// event, and are kept as far as the next execution shares them.

import type { EventRecorder } from "../recording.ts";
import type { Clocks } from "./clocks.ts";

/** What is known of one event. */
interface Known {
  /** The later events that do not come after it, in order. */
  readonly rest: number[];
  /** The number of events that were looked at. */
  until: number;
  /** The last event of `rest` that shows that a sleeping event covers all reversals; `Infinity` if none does. */
  witness: number;
  /** Whether it is known if there is a witness. */
  isJudged: boolean;
}

/** The events after each event of one execution after another. */
export class IndependentEvents {
  readonly #recording: EventRecorder;
  readonly #clocks: Clocks;
  readonly #known: (Known | undefined)[] = [];

  constructor(recording: EventRecorder, clocks: Clocks) {
    this.#recording = recording;
    this.#clocks = clocks;
  }

  /** Forgets what the new execution does not share with the previous one. */
  restart(): void {
    const { events, footprints } = this.#recording;
    // Where events touch more than was taken for granted, it can turn out later that a sleeping event covers nothing.
    const kept = footprints.hasSurprises ? 0 : this.#recording.kept;
    while (this.#known.length > kept) this.#known.pop();
    while (this.#known.length < events.length) this.#known.push(undefined);
    for (const known of this.#known) {
      if (known === undefined) continue;
      if (known.witness >= kept) known.isJudged = false;
      if (known.until <= kept) continue;
      known.until = kept;
      while ((known.rest.at(-1) ?? -1) >= kept) known.rest.pop();
    }
  }

  /** The events after event `at` that do not come after it, but for one that failed. */
  of(at: number): Known {
    const { events } = this.#recording;
    const known = (this.#known[at] ??= { rest: [], until: at + 1, witness: Number.POSITIVE_INFINITY, isJudged: false });
    const process = events[at]?.process ?? 0;
    for (let index = known.until; index < events.length; index += 1) {
      if (events[index]?.isFatal !== true && !this.#clocks.isOrdered(index, at, process)) known.rest.push(index);
    }
    known.until = events.length;
    return known;
  }
}
