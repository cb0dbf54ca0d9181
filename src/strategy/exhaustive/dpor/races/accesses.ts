// The latest accesses to each object, maintained while the events of an execution are processed in order. All lists only
// grow towards later events, so that the events behind a shared prefix are taken back from their ends.

import { Access, isExclusive } from "../../../../trace/index.ts";
import type { Event, EventAccess } from "../events/event.ts";

/** The access history of one object; each list holds events in their order. */
interface History {
  /** The events that wrote it. */
  readonly writes: number[];
  /** The events that accessed it without writing. */
  readonly others: number[];
  /** The objects that were ever accessed as parts of it. */
  readonly parts: number[];
  /** Whether it is among the parts of its own parent, which is always the same. */
  isPart: boolean;
}

/** The histories of all objects and the last events of all processes. */
export class Accesses {
  readonly #histories: (History | undefined)[] = [];
  readonly #entered: Event[] = [];
  /** For each event, the previous one of its process; −1 for none. */
  readonly previous: number[] = [];
  /** The last event of each process; −1 for none. */
  readonly latest: number[] = [];
  /** The events that are ordered with all others. */
  readonly #barriers: number[] = [];
  /** The events that cancelled an actor, by the actor's key. */
  readonly #cancels: Map<number, number[]> = new Map();
  /** The events that touched the clock. */
  readonly timeline: number[] = [];

  /** The number of events that have been entered. */
  get length(): number {
    return this.#entered.length;
  }

  /** The last event that is ordered with all others; −1 for none. */
  get barrier(): number {
    return this.#barriers.at(-1) ?? -1;
  }

  /** Takes back all events but the first `kept`. */
  retract(kept: number): void {
    for (let index = this.#entered.length - 1; index >= kept; index -= 1) {
      const event = this.#entered.pop();
      if (event === undefined) return;
      const { cancels, object, process, secondObject, touches } = event;
      this.#forget(object, kept);
      this.#forget(secondObject, kept);
      if (touches !== undefined) for (const touch of touches) this.#forget(touch.object, kept);
      if (cancels !== undefined) for (const owner of cancels) cut(this.#cancels.get(owner), kept);
      this.latest[process] = this.previous.pop() ?? -1;
    }
    cut(this.#barriers, kept);
    cut(this.timeline, kept);
  }

  /** The events that wrote an object, in order. */
  writes(object: number): readonly number[] {
    return this.#histories[object]?.writes ?? NONE;
  }

  /** Adds to `found` the events that an event must come after because of what it declares. */
  declared(event: Event, found: number[]): void {
    this.#conflicting(event, found);
  }

  /** The same for its further accesses. */
  further(
    { secondAccess, secondObject, deadline, ends, ownerKey, touches }: Event,
    owners: readonly number[],
    found: number[],
  ): void {
    if (deadline < 0) this.#add(secondObject, secondAccess, found);
    // The order of timers and the clock is computed elsewhere: see Placement.
    if (touches !== undefined) {
      for (const touch of touches) {
        if (deadline < 0 || touch.object !== secondObject) this.#conflicting(touch, found);
      }
    }
    const cancel = this.#cancels.size === 0 ? undefined : this.#cancels.get(ownerKey)?.at(-1);
    if (cancel !== undefined) found.push(cancel);
    if (ends === undefined) return;
    for (let process = 0; process < this.latest.length; process += 1) {
      const event = this.latest[process] ?? -1;
      if (event >= 0 && ends.includes(owners[process] ?? 0)) found.push(event);
    }
  }

  /** Records the next event of the execution. */
  enter(event: Event, clock: number): void {
    const { cancels, process, secondAccess, secondObject, touches } = event;
    const index = this.#entered.length;
    this.#entered.push(event);
    this.#enterAccess(index, event);
    this.#touch(index, secondObject, secondAccess);
    if (touches !== undefined) for (const touch of touches) this.#enterAccess(index, touch);
    if (clock >= 0 && (secondObject === clock || touches?.some((touch) => touch.object === clock) === true)) {
      this.timeline.push(index);
    }
    if (event.isBarrier) this.#barriers.push(index);
    for (const owner of cancels ?? []) {
      const known = this.#cancels.get(owner);
      if (known === undefined) this.#cancels.set(owner, [index]);
      else known.push(index);
    }
    while (this.latest.length <= process) this.latest.push(-1);
    this.previous.push(this.latest[process] ?? -1);
    this.latest[process] = index;
  }

  #conflicting({ access, object, parent }: EventAccess, found: number[]): void {
    if (access === Access.none) return;
    this.#add(object, access, found);
    if (parent >= 0) this.#add(parent, access, found);
    const parts = this.#histories[object]?.parts;
    if (parts !== undefined) for (const part of parts) this.#add(part, access, found);
  }

  #add(object: number, access: Access, found: number[]): void {
    if (access === Access.none) return;
    const history = this.#histories[object];
    if (history === undefined) return;
    const { others, writes } = history;
    const write = writes.at(-1) ?? -1;
    if (write >= 0) found.push(write);
    if (!isExclusive(access)) return;
    for (let at = others.length - 1; at >= 0; at -= 1) {
      const other = others[at] ?? -1;
      if (other <= write) return;
      found.push(other);
    }
  }

  #enterAccess(index: number, { access, object, parent }: EventAccess): void {
    this.#touch(index, object, access);
    if (parent < 0 || access === Access.none) return;
    const history = this.#historyOf(object);
    if (history.isPart) return;
    history.isPart = true;
    this.#historyOf(parent).parts.push(object);
  }

  #touch(index: number, object: number, access: Access): void {
    if (access === Access.none) return;
    const history = this.#historyOf(object);
    if (isExclusive(access)) history.writes.push(index);
    else history.others.push(index);
  }

  #forget(object: number, kept: number): void {
    const history = this.#histories[object];
    if (history === undefined) return;
    cut(history.writes, kept);
    cut(history.others, kept);
  }

  #historyOf(object: number): History {
    let history = this.#histories[object];
    if (history === undefined) {
      history = { writes: [], others: [], parts: [], isPart: false };
      while (this.#histories.length < object) this.#histories.push(undefined);
      this.#histories[object] = history;
    }
    return history;
  }
}

const NONE: readonly number[] = [];

/** Removes the events from `kept` on. */
function cut(events: number[] | undefined, kept: number): void {
  if (events === undefined) return;
  while ((events.at(-1) ?? -1) >= kept) events.pop();
}
