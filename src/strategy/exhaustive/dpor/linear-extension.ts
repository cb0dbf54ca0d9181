// Other orders of an execution: the linear extensions of its happens-before, which show the same class if independent
// steps are independent.

import type { Move } from "../../replay/follow-order.ts";
import type { PickEvent } from "../exhaustive.ts";
import type { Clocks } from "./races/clocks.ts";
import type { Event } from "./events/event.ts";
import type { EventNames } from "./events/names.ts";
import { ReceiveOrder } from "./receive-order.ts";
import type { Receive } from "./events/recorded.ts";
import type { EventRecorder } from "./recording.ts";

/** The move that repeats an event. */
export function moveOf(event: Event, { keys }: EventNames): Move {
  return { key: keys[event.process] ?? 0, kind: event.kind, values: drawsOf(event) };
}

/** The values that an event drew, in order. */
export function drawsOf({ alternative, draws, isTake }: Event): readonly number[] {
  return isTake || alternative < 0 ? draws : [alternative, ...draws];
}

/**
 * The events of an execution in another order that a real execution can have; happens-before must have been computed
 * for all of them.
 */
export function linearExtension(recording: EventRecorder, clocks: Clocks, pick: PickEvent): readonly number[] {
  return new Extension(recording, clocks).order(pick);
}

/** The progress of one process. */
interface Progress {
  readonly process: number;
  /** Its events, in order, and the number of those that are done. */
  readonly events: number[];
  done: number;
  /** The first process that its next event waits for; −1 if there is none. */
  missing: number;
}

class Extension {
  readonly #recording: EventRecorder;
  readonly #clocks: Clocks;
  /** Those that have events. */
  readonly #processes: Progress[] = [];
  /** For each process, the number of its last event that is done, plus one. */
  readonly #done: Int32Array;
  readonly #isDone: Uint8Array;
  /** The deliveries that must come before a delivery, so that receives take what they took. */
  readonly #before: Map<number, number[]> = new Map();
  /** The events that can come next. */
  readonly #ready: number[] = [];

  constructor(recording: EventRecorder, clocks: Clocks) {
    this.#recording = recording;
    this.#clocks = clocks;
    const { events, names } = recording;
    this.#done = new Int32Array(names.keys.length);
    this.#isDone = new Uint8Array(events.length);
    const known: Progress[] = [];
    for (const [index, { process }] of events.entries()) {
      let progress = known[process];
      if (progress === undefined) {
        progress = { process, events: [], done: 0, missing: 0 };
        known[process] = progress;
        this.#processes.push(progress);
      }
      progress.events.push(index);
    }
    if (!recording.receives.some(hasRivals)) return;
    for (const { after, before } of new ReceiveOrder(recording, clocks).precedences) {
      const others = this.#before.get(after);
      if (others === undefined) this.#before.set(after, [before]);
      else others.push(before);
    }
  }

  order(pick: PickEvent): readonly number[] {
    const { events } = this.#recording;
    const order: number[] = [];
    let latest = -1;
    while (order.length < events.length) {
      this.#ready.length = 0;
      for (const progress of this.#processes) if (this.#isReady(progress, latest)) this.#ready.push(nextOf(progress));
      const open = this.#withoutLateFaults();
      const event = open[open.length === 1 ? 0 : pick(open)];
      if (event === undefined) break;
      order.push(event);
      latest = events[event]?.process ?? 0;
      this.#done[latest] = event + 1;
      this.#isDone[event] = 1;
    }
    return order;
  }

  /** @param latest the process of the event that was done last */
  #isReady(progress: Progress, latest: number): boolean {
    const { missing, process } = progress;
    if (process === latest) {
      progress.done += 1;
      progress.missing = 0;
    } else if (missing >= 0 && missing !== latest && latest >= 0) return false;
    const event = nextOf(progress);
    if (event < 0) return false;
    // All processes before the missing one are far enough.
    if (progress.missing >= 0) {
      progress.missing = this.#clocks.firstMissing(event, this.#done, process, progress.missing);
      if (progress.missing >= 0) return false;
    }
    return this.#before.get(event)?.every((before) => this.#isDone[before] === 1) ?? true;
  }

  /** A fault cannot happen once nothing else can, so it comes before the last of the others. */
  #withoutLateFaults(): readonly number[] {
    const faults = this.#ready.filter((event) => this.#recording.events[event]?.isFault === true);
    return faults.length > 0 && this.#ready.length - faults.length <= 1 ? faults : this.#ready;
  }
}

function hasRivals(receive: Receive | undefined): boolean {
  return receive !== undefined && (receive.late.length > 0 || receive.present.length > 1);
}

function nextOf({ done, events }: Progress): number {
  return events[done] ?? -1;
}
