// What an execution shows that others must be tried: its races, and how each would be reversed. Events race that are
// dependent and have no event between them that comes after the one and before the other; so do pending operations with
// the event that took them back, or that blocked them.

import { Accesses } from "./accesses.ts";
import { alternatives } from "./alternatives.ts";
import { Clocks } from "./clocks.ts";
import { areDependent } from "./event.ts";
import type { Event } from "./event.ts";
import { disables, firings } from "./later-timers.ts";
import { ReceiveOrder } from "./receive-order.ts";
import type { Withdrawal } from "./recorded.ts";
import type { EventRecorder } from "./recording.ts";

/** Takes something else to explore from the node before event `at`; the sequence is its to use up, and written over next. */
export type OnReversal = (at: number, sequence: Event[]) => void;

/** Event `last` could happen before event `at` and all that comes after `at`. */
interface Race {
  readonly at: number;
  readonly last: Event;
  /** Set if it was taken back: it must come before what would have taken it back as well. */
  readonly withdrawal: Withdrawal | undefined;
}

/** Analyses one execution after the other, keeping what their beginnings share. */
export class Analysis {
  readonly clocks: Clocks = new Clocks();
  readonly #recording: EventRecorder;
  readonly #accesses: Accesses = new Accesses();
  /** The races of each event with earlier ones, and of what it took back; the last entry is for what was left. */
  readonly #races: Race[][] = [];
  #found: Race[] = [];
  /** One array for all reversals: there are many, and few lead to anything new. */
  readonly #sequence: Event[] = [];

  constructor(recording: EventRecorder) {
    this.#recording = recording;
  }

  /**
   * Places all events that have begun in happens-before, and reverses their races: all, since how an
   * execution goes on after a race decides what its reversal leads to.
   */
  reverse(onReversal: OnReversal): void {
    this.#placeEvents(this.#recording.withdrawals);
    for (const races of this.#races) for (const race of races) this.#reverse(race, onReversal);
    this.#addRest(onReversal);
    for (const { at, sequence } of firings(this.#recording, this.clocks)) onReversal(at, sequence);
    for (const { at, event } of alternatives(this.#recording, this.clocks)) {
      this.#reverse({ at, last: event, withdrawal: undefined }, onReversal);
    }
  }

  /** In which order deliveries must come, given what all receives took. */
  receiveOrder(): ReceiveOrder {
    return new ReceiveOrder(this.#recording, this.clocks);
  }

  /** Only places the events. */
  place(): void {
    this.#placeEvents([]);
  }

  #placeEvents(withdrawals: readonly Withdrawal[]): void {
    const { events, kept, names } = this.#recording;
    // One row more, for an operation that was never performed.
    this.clocks.reserve(events.length + 1, names.keys.length);
    this.#accesses.clear();
    this.#races.length = kept;
    let next = withdrawals.findIndex(({ at }) => at >= kept);
    if (next < 0) next = withdrawals.length;
    for (let index = 0; index < events.length; index += 1) {
      const event = events[index];
      if (event === undefined) continue;
      if (index >= kept) {
        this.#found = [];
        for (let withdrawal = withdrawals[next]; withdrawal?.at === index; withdrawal = withdrawals[next]) {
          this.#takenBack(withdrawal);
          next += 1;
        }
        this.#place(index, event);
        this.#races.push(this.#found);
      }
      this.#accesses.enter(index, event, names.clock);
    }
    this.#found = [];
    for (const withdrawal of withdrawals.slice(next)) this.#leftOver(withdrawal);
    this.#races.push(this.#found);
  }

  #place(index: number, event: Event): void {
    const { causes } = this.#recording;
    this.clocks.clear(index);
    const before = this.#accesses.latest[event.process];
    if (before !== undefined) this.clocks.join(index, before);
    for (const cause of causes[index] ?? []) this.clocks.join(index, cause);
    if (event.isBarrier) this.#comeAfterAll(index);
    else this.#race(index, event);
    this.clocks.tick(index, event.process);
  }

  /** Enters what `event` comes after because of what it touches; each that it did not come after already is a race. */
  #race(row: number, event: Event): void {
    const further: number[] = [];
    const declared: number[] = [];
    this.#accesses.further(event, this.#recording.names.owners, further);
    this.#accesses.declared(event, event.requiredPermits === 0 ? further : declared);
    const { barrier } = this.#accesses;
    // Only faults could have happened before nothing else could.
    if (barrier >= 0) this.#meet(row, barrier, event, event.isFault);
    // Before what follows joins anything: what it had room before may come before all of it.
    const reversible = declared.length === 0 ? -1 : this.#lastWithRoom(row, event);
    const enablers = declared.filter((earlier) => earlier !== reversible);
    for (const earlier of further.toSorted(descending)) {
      const isBlocked = enablers.some((enabler) => enabler === earlier || this.#knows(enabler, earlier));
      this.#meet(row, earlier, event, !isBlocked);
    }
    if (event.deadline >= 0) this.#meetTime(row, event);
    if (declared.length === 0) return;
    for (const earlier of declared.toSorted(descending)) this.#meet(row, earlier, event, earlier === reversible);
    if (reversible >= 0 && !declared.includes(reversible))
      this.#found.push({ at: reversible, last: event, withdrawal: undefined });
  }

  #meet(row: number, earlier: number, event: Event, isReversible: boolean): void {
    if (this.#knows(row, earlier)) return;
    if (isReversible) this.#found.push({ at: earlier, last: event, withdrawal: undefined });
    this.clocks.join(row, earlier);
  }

  #comeAfterAll(row: number): void {
    for (const latest of this.#accesses.latest) if (latest !== undefined) this.clocks.join(row, latest);
  }

  /** A timer comes after all that touched the clock, and races with the last of it before which it could have fired. */
  #meetTime(row: number, event: Event): void {
    const { events } = this.#recording;
    const { timeline } = this.#accesses;
    const races: number[] = [];
    for (const earlier of timeline.toReversed()) {
      const isOrdered = this.#knows(row, earlier) || races.some((race) => this.#knows(race, earlier));
      const isRace = !isOrdered && this.#isInTime(earlier, event);
      if (isRace) races.push(earlier);
      // Whatever touched the clock before a timer fired comes before it.
      if ((events[earlier]?.deadline ?? -1) >= 0 && (isOrdered || isRace)) break;
    }
    // An earlier one that was taken back was in its way until then.
    for (const { deadline, end } of this.#recording.timers) {
      if (deadline < event.deadline && end < this.#recording.events.length && end < row) this.clocks.join(row, end);
    }
    for (const at of races) this.#found.push({ at, last: event, withdrawal: undefined });
    for (const earlier of timeline) this.clocks.join(row, earlier);
  }

  /** Whether a timer could have fired before an event: no other that was due before it was pending there for longer. */
  #isInTime(earlier: number, { deadline }: Event): boolean {
    return this.#recording.timers.every(
      (timer) =>
        timer.deadline >= deadline ||
        timer.start >= earlier ||
        timer.end < earlier ||
        (timer.end !== earlier && Number.isFinite(timer.end) && !this.#knows(timer.end, earlier)),
    );
  }

  /** The last event that wrote the object of `event` where there was room for it before; −1 if it must come after. */
  #lastWithRoom(row: number, event: Event): number {
    const { events } = this.#recording;
    const end = this.#accesses.endOf(event.object);
    for (const write of this.#accesses.writes(event.object).toReversed()) {
      if (this.#knows(row, write)) return -1;
      const before = events[write];
      if (before?.object === event.object && before.permits >= event.requiredPermits) return write;
      if (event.requiredPermits === 1 && end >= 0 && write > end) return write;
    }
    return -1;
  }

  /** A pending operation that could have been performed before the event that took it back; or before one that blocked it. */
  #takenBack(withdrawal: Withdrawal): void {
    const { at, causes, event, isEnabled } = withdrawal;
    // Made and taken back in one step.
    if (causes.includes(at)) return;
    if (isEnabled) {
      this.#found.push({ at, last: event, withdrawal });
      return;
    }
    // When a timer could have fired depends on how others go on: see later-timers.ts.
    if (event.deadline >= 0) return;
    this.#placePending(withdrawal);
    this.#raceBlocked(event, withdrawal);
  }

  /** A pending operation that is left at the end. */
  #leftOver(withdrawal: Withdrawal): void {
    const { event, isEnabled } = withdrawal;
    if (event.deadline >= 0 && !isEnabled) return;
    this.#placePending(withdrawal);
    if (isEnabled) this.#race(this.#recording.events.length, event);
    else this.#raceBlocked(event, undefined);
  }

  #raceBlocked(event: Event, withdrawal: Withdrawal | undefined): void {
    const reversible = this.#lastWithRoom(this.#recording.events.length, event);
    if (reversible >= 0) this.#found.push({ at: reversible, last: event, withdrawal });
  }

  #placePending({ before, causes }: Withdrawal): void {
    const row = this.#recording.events.length;
    this.clocks.clear(row);
    if (before >= 0) this.clocks.join(row, before);
    for (const cause of causes) this.clocks.join(row, cause);
  }

  /** A fault may strike last of all, if something that it does not concern can be seen as coming after it. */
  #addRest(onReversal: OnReversal): void {
    const { events, isAtRest, withdrawals } = this.#recording;
    if (!isAtRest) return;
    const end = events.length;
    for (const withdrawal of withdrawals) {
      const { at, event, isEnabled } = withdrawal;
      if (at !== end || !event.isFault || !isEnabled) continue;
      const direct = this.#directCauses(withdrawal);
      const isConcerned = (index: number): boolean => direct.some((cause) => this.#knows(cause, index));
      if (!events.every((_event, index) => isConcerned(index))) onReversal(end, [event]);
    }
  }

  /** What a pending operation, were it performed at the end, would come after directly. */
  #directCauses({ before, causes, event }: Withdrawal): readonly number[] {
    const direct = [before, ...causes].filter((cause) => cause >= 0);
    for (const [other, happened] of this.#recording.events.entries()) {
      if (areDependent(happened, event)) direct.push(other);
    }
    return direct;
  }

  #reverse({ at, last, withdrawal }: Race, onReversal: OnReversal): void {
    const sequence = this.#independentOf(at, withdrawal);
    sequence.push(last);
    onReversal(at, sequence);
  }

  /** The events after `at` that do not come after it in happens-before, nor after what must follow `withdrawal`. */
  #independentOf(at: number, withdrawal: Withdrawal | undefined): Event[] {
    const { events } = this.#recording;
    const process = events[at]?.process ?? 0;
    const independent = this.#sequence;
    independent.length = 0;
    const followers: number[] = [];
    for (let index = at + 1; index < events.length; index += 1) {
      const event = events[index];
      if (event === undefined || this.clocks.knows(index, at, process)) continue;
      if (withdrawal !== undefined && index > withdrawal.at) {
        const isFollower = followers.some((follower) => this.#knows(index, follower));
        if (isFollower || disables(index, event, withdrawal)) {
          followers.push(index);
          continue;
        }
      }
      independent.push(event);
    }
    return independent;
  }

  #knows(row: number, earlier: number): boolean {
    return this.clocks.knows(row, earlier, this.#recording.events[earlier]?.process ?? 0);
  }
}

function descending(one: number, other: number): number {
  return other - one;
}
