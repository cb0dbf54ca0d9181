// Happens-before of one execution after another, and its races: two events race if they are dependent and no event between
// them comes after the one and before the other; pending operations race with the event that withdrew or blocked them.
// What belongs to a prefix shared with the previous execution is kept.

import { firesBefore } from "../../../../trace/index.ts";
import { isMet, wasEnabledBefore } from "../events/conditions.ts";
import type { Event } from "../events/event.ts";
import type { Withdrawal } from "../events/recorded.ts";
import type { EventRecorder } from "../recording.ts";
import { Accesses } from "./accesses.ts";
import { Clocks } from "./clocks.ts";

/** Event `last` could happen before event `at` and everything that comes after `at`. */
export interface Race {
  readonly at: number;
  readonly last: Event;
  /** Set for a withdrawn operation: it must come before events that would have withdrawn it as well. */
  readonly withdrawal: Withdrawal | undefined;
}

/** Places the events of one execution after another. */
export class Placement {
  readonly clocks: Clocks = new Clocks();
  readonly #recording: EventRecorder;
  readonly #accesses: Accesses = new Accesses();
  /**
   * The races of each event, and of the operations it withdrew, with earlier events; the last entry is for operations
   * that remained pending.
   */
  readonly races: (readonly Race[])[] = [];
  #found: Race[] = [];
  /** The clock, as far as it was known when the events were entered. */
  #clock = -1;
  /** Reused for each event: the events that it must come after. */
  readonly #declared: number[] = [];
  readonly #further: number[] = [];

  constructor(recording: EventRecorder) {
    this.#recording = recording;
  }

  /** For each event, the previous one of its process; −1 for none. */
  get previous(): readonly number[] {
    return this.#accesses.previous;
  }

  /** Computes happens-before and the races of all events that have begun. */
  place(withdrawals: readonly Withdrawal[]): void {
    const { events, kept, names } = this.#recording;
    // One extra row, for an operation that was never performed.
    this.clocks.reserve(events.length + 1, names.keys.length);
    this.#accesses.retract(names.clock === this.#clock ? kept : 0);
    this.#clock = names.clock;
    this.races.length = kept;
    let next = withdrawals.findIndex(({ at }) => at >= kept);
    if (next < 0) next = withdrawals.length;
    for (let index = this.#accesses.length; index < events.length; index += 1) {
      const event = events[index];
      if (event === undefined) continue;
      if (index >= kept) {
        this.#found = NONE;
        for (let withdrawal = withdrawals[next]; withdrawal?.at === index; withdrawal = withdrawals[next]) {
          this.#raceWithdrawn(withdrawal);
          next += 1;
        }
        this.#place(index, event);
        this.races.push(this.#found);
      }
      this.#accesses.enter(event, names.clock);
    }
    this.#found = NONE;
    for (; next < withdrawals.length; next += 1) {
      const withdrawal = withdrawals[next];
      if (withdrawal !== undefined) this.#racePending(withdrawal);
    }
    this.races.push(this.#found);
  }

  /** The row of an operation that was not performed. */
  placePending({ before, causes }: Withdrawal): number {
    const row = this.#recording.events.length;
    this.clocks.clear(row);
    if (before >= 0) this.clocks.join(row, before);
    for (const cause of causes) this.clocks.join(row, cause);
    return row;
  }

  /** Whether an event comes before a row, or is the same. */
  isBefore(row: number, earlier: number): boolean {
    return this.clocks.isOrdered(row, earlier, this.#recording.events[earlier]?.process ?? 0);
  }

  #place(index: number, event: Event): void {
    const { causes } = this.#recording;
    const before = this.#accesses.latest[event.process] ?? -1;
    if (before >= 0) this.clocks.copy(index, before);
    else this.clocks.clear(index);
    const own = causes[index];
    if (own !== undefined) for (const cause of own) this.clocks.join(index, cause);
    if (event.isBarrier) this.#orderAfterAll(index);
    else this.#race(index, event);
    this.clocks.tick(index, event.process);
  }

  /**
   * Adds the events that `event` comes after because of what it touches; each that it did not come after already is a
   * race.
   */
  #race(row: number, event: Event): void {
    const further = this.#further;
    const declared = this.#declared;
    further.length = 0;
    declared.length = 0;
    this.#accesses.further(event, this.#recording.names.owners, further);
    // A receive is enabled by the message that it takes, whatever wrote to the mailbox since: one of its causes.
    const isUnblocked = event.condition === undefined || (event.isTake && event.alternative >= 0);
    this.#accesses.declared(event, isUnblocked ? further : declared);
    // Before the joins below: the event before which it was enabled may come before all of these.
    const reversible = declared.length === 0 ? -1 : this.#lastWhenEnabled(row, event);
    const { barrier } = this.#accesses;
    // Only faults could have happened while other operations were enabled.
    if (barrier >= 0) this.#orderAfter(row, barrier, event, event.isFault);
    if (event.deadline >= 0) {
      this.#orderTimer(row, event, further);
      return;
    }
    if (further.length > 1) further.sort(descending);
    if (declared.length === 0) {
      for (const earlier of further) this.#orderAfter(row, earlier, event, true);
      return;
    }
    // Accesses since the last write, which found the object as the event does.
    const lastWrite = isMet(event, event.snapshot) ? (this.#accesses.writes(event.object).at(-1) ?? -1) : row;
    const isReversible = (earlier: number): boolean => earlier === reversible || earlier > lastWrite;
    const enablers = declared.filter((earlier) => !isReversible(earlier));
    for (const earlier of further) {
      const isBlocked = enablers.some((enabler) => enabler === earlier || this.isBefore(enabler, earlier));
      this.#orderAfter(row, earlier, event, !isBlocked);
    }
    declared.sort(descending);
    for (const earlier of declared) this.#orderAfter(row, earlier, event, isReversible(earlier));
    if (reversible >= 0 && !declared.includes(reversible)) this.#add(reversible, event, undefined);
  }

  #add(at: number, last: Event, withdrawal: Withdrawal | undefined): void {
    const race = { at, last, withdrawal };
    if (this.#found === NONE) this.#found = [race];
    else this.#found.push(race);
  }

  #orderAfter(row: number, earlier: number, event: Event, isReversible: boolean): void {
    if (this.isBefore(row, earlier)) return;
    if (isReversible) this.#add(earlier, event, undefined);
    this.clocks.join(row, earlier);
  }

  #orderAfterAll(row: number): void {
    for (const latest of this.#accesses.latest) if (latest >= 0) this.clocks.join(row, latest);
  }

  /**
   * A timer comes after all events that touched the clock, and after those in `further`. It races with the last of them
   * before which it could have fired: not with the firing of an earlier timer, but with the step that set that timer.
   */
  #orderTimer(row: number, event: Event, further: readonly number[]): void {
    const { timeline } = this.#accesses;
    const races: number[] = [];
    const earlierOnes = further.length === 0 ? timeline.toReversed() : [...timeline, ...further].toSorted(descending);
    for (const earlier of earlierOnes) {
      const isOrdered = this.isBefore(row, earlier) || races.some((race) => this.isBefore(race, earlier));
      if (!isOrdered && this.#isInTime(earlier, event)) races.push(earlier);
    }
    // An earlier timer that was withdrawn blocked it until then.
    for (const timer of this.#recording.timers) {
      const { end } = timer;
      if (end < this.#recording.events.length && end < row && firesBefore(timer, event)) this.clocks.join(row, end);
    }
    for (const at of races) this.#add(at, event, undefined);
    for (const earlier of earlierOnes) this.clocks.join(row, earlier);
  }

  /**
   * Whether a timer could have fired before an event: no timer that must precede it was pending there for longer.
   */
  #isInTime(earlier: number, event: Event): boolean {
    return this.#recording.timers.every(
      (timer) =>
        !firesBefore(timer, event) ||
        timer.start >= earlier ||
        timer.end < earlier ||
        (timer.end !== earlier && Number.isFinite(timer.end) && !this.isBefore(timer.end, earlier)),
    );
  }

  /** The last event that wrote the object of `event` before which that was enabled; −1 if it must come after. */
  #lastWhenEnabled(row: number, event: Event): number {
    const { events } = this.#recording;
    const writes = this.#accesses.writes(event.object);
    for (let at = writes.length - 1; at >= 0; at -= 1) {
      const write = writes[at] ?? -1;
      if (this.isBefore(row, write)) return -1;
      if (wasEnabledBefore(event, events[write])) return write;
    }
    return -1;
  }

  /**
   * A withdrawn operation could have been performed before the event that withdrew it, or before an event that blocked
   * it.
   */
  #raceWithdrawn(withdrawal: Withdrawal): void {
    const { at, before, causes, event, isEnabled } = withdrawal;
    // Created and withdrawn in one step.
    if (before === at || causes.includes(at)) return;
    if (isEnabled) {
      this.#add(at, event, withdrawal);
      return;
    }
    // When a timer could have fired depends on how other tasks continue: see later-timers.ts.
    if (event.deadline >= 0) return;
    this.placePending(withdrawal);
    this.#raceBlocked(event, withdrawal);
  }

  /** A pending operation that remains at the end. */
  #racePending(withdrawal: Withdrawal): void {
    const { event, isEnabled } = withdrawal;
    if (event.deadline >= 0 && !isEnabled) return;
    const row = this.placePending(withdrawal);
    if (isEnabled) this.#race(row, event);
    else this.#raceBlocked(event, undefined);
  }

  #raceBlocked(event: Event, withdrawal: Withdrawal | undefined): void {
    const reversible = this.#lastWhenEnabled(this.#recording.events.length, event);
    if (reversible >= 0) this.#add(reversible, event, withdrawal);
  }
}

const NONE: Race[] = [];

function descending(one: number, other: number): number {
  return other - one;
}
