// Alternatives of events: other drawn values, other messages taken.

import type { Clocks } from "./races/clocks.ts";
import type { Event } from "./events/event.ts";
import { ReceiveOrder } from "./receive-order.ts";
import type { EventRecorder } from "./recording.ts";

/** Another event in place of event `at`. */
export interface Alternative {
  readonly at: number;
  readonly event: Event;
}

/** The alternatives of one execution; happens-before must have been computed for its events. */
export function alternatives(recording: EventRecorder, clocks: Clocks): readonly Alternative[] {
  return [...otherValues(recording), ...new MessageAlternatives(recording, clocks).others()];
}

function otherValues({ draws, events }: EventRecorder): readonly Alternative[] {
  return draws.flatMap(({ at, bound, index }) => {
    const event = events[at];
    if (event === undefined) return [];
    const drawn = index < 0 ? event.alternative : event.draws[index];
    const others = Array.from({ length: bound }, (_each, value) => value).filter((value) => value !== drawn);
    // What is drawn after another value is not known yet.
    const before = event.draws.slice(0, Math.max(index, 0));
    return others.map((value) => ({
      at,
      event: index < 0 ? { ...event, alternative: value, draws: [] } : { ...event, draws: [...before, value] },
    }));
  });
}

/** The messages that receives could have taken, if those need not come after others that match. */
class MessageAlternatives {
  readonly #recording: EventRecorder;
  readonly #clocks: Clocks;
  #order: ReceiveOrder | undefined = undefined;

  constructor(recording: EventRecorder, clocks: Clocks) {
    this.#recording = recording;
    this.#clocks = clocks;
  }

  others(): readonly Alternative[] {
    const { events, receives, withdrawals } = this.#recording;
    if (!receives.some((receive) => receive !== undefined) && withdrawals.length === 0) return [];
    const performed = receives.flatMap((receive, at) => {
      const event = events[at];
      if (receive === undefined || event === undefined) return [];
      const { chosen, late, present } = receive;
      if (late.length === 0 && present.length === 1) return [];
      return this.#otherMessages(present[chosen], [...present, ...late], { at, event }, at);
    });
    // A withdrawn receive could have taken a message that came later. The late messages of a timer stop it instead.
    const withdrawn = withdrawals.flatMap(({ at, event, late }) =>
      late.length === 0 || !event.isTake ? [] : this.#otherMessages(undefined, late, { at, event }, NONE),
    );
    return [...performed, ...withdrawn];
  }

  /** @param except the receive whose own choice is ignored */
  #otherMessages(
    taken: number | undefined,
    deliveries: readonly number[],
    { at, event }: Alternative,
    except: number,
  ): readonly Alternative[] {
    const { events } = this.#recording;
    this.#order ??= new ReceiveOrder(this.#recording, this.#clocks);
    const order = this.#order;
    const process = events[at]?.process ?? 0;
    const rivals = deliveries.filter((delivery) => !this.#clocks.isOrdered(delivery, at, process));
    const others = rivals.filter((delivery) => delivery !== taken && !order.mustFollow(delivery, rivals, except));
    return others.map((delivery) => ({
      at,
      event: { ...event, alternative: this.#recording.messageOf(delivery), draws: [] },
    }));
  }
}

const NONE = -1;
