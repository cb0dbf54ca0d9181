// The races of an execution, and their reversals. Two events race if they are dependent and no event between them comes
// after the one and before the other in happens-before; pending operations race with the event that withdrew or blocked
// them.

import { Accesses } from "./accesses.ts";
import { alternatives } from "./alternatives.ts";
import { Clocks } from "./clocks.ts";
import { areDependent, firesBefore } from "../../../trace/index.ts";
import type { Event } from "./events/event.ts";
import { blockers, disables, firings } from "./later-timers.ts";
import { isMet, laterTurns, spoilerOf, wasEnabledBefore } from "./later-waits.ts";
import { PastFootprints } from "./events/past-footprints.ts";
import { ReceiveOrder } from "./receive-order.ts";
import type { Withdrawal } from "./events/recorded.ts";
import type { EventRecorder } from "./recording.ts";

/**
 * Called with a sequence to explore from the node before event `at`; the callee may consume the sequence, which is
 * reused afterwards.
 */
export type OnReversal = (at: number, sequence: Event[]) => void;

/** Event `last` could happen before event `at` and everything that comes after `at`. */
interface Race {
  readonly at: number;
  readonly last: Event;
  /** Set for a withdrawn operation: it must come before events that would have withdrawn it as well. */
  readonly withdrawal: Withdrawal | undefined;
}

/** Analyzes one execution after another, keeping the analysis of shared prefixes. */
export class Analysis {
  readonly clocks: Clocks = new Clocks();
  readonly #recording: EventRecorder;
  readonly #accesses: Accesses = new Accesses();
  readonly #past: PastFootprints = new PastFootprints();
  /**
   * The races of each event, and of the operations it withdrew, with earlier events; the last entry is for operations
   * that remained pending.
   */
  readonly #races: Race[][] = [];
  #found: Race[] = [];
  /** One array for all reversals: there are many, and few lead to anything new. */
  readonly #sequence: Event[] = [];

  constructor(recording: EventRecorder) {
    this.#recording = recording;
  }

  /**
   * Computes happens-before for all events that have begun, and reverses their races: all of them, since what a
   * reversal leads to depends on how the execution continues after the race.
   */
  reverse(onReversal: OnReversal): void {
    this.#placeEvents(this.#recording.withdrawals);
    this.#past.record(this.#recording, this.clocks);
    for (const [row, races] of this.#races.entries()) {
      for (const race of races) {
        const { last } = race;
        this.#reverse(
          last.standsBefore === undefined ? race : { ...race, last: { ...last, standsBefore: undefined } },
          onReversal,
        );
        if (race.withdrawal === undefined && row < this.#recording.events.length)
          this.#postponeFault(race, row, onReversal);
        else if (race.withdrawal?.at === race.at) this.#postponeFault(race, this.#placeWithdrawn(race), onReversal);
      }
    }
    this.#addFinalFaults(onReversal);
    for (const event of insteadOfFailure(this.#recording)) onReversal(this.#recording.events.length - 1, [event]);
    for (const { at, sequence } of firings(this.#recording, this.clocks)) onReversal(at, sequence);
    for (const { at, sequence } of laterTurns(this.#recording, this.clocks)) onReversal(at, sequence);
    for (const { at, event } of alternatives(this.#recording, this.clocks)) {
      if (event.isFault) onReversal(at, [event]);
      else this.#reverse({ at, last: event, withdrawal: undefined }, onReversal);
    }
  }

  /** The last event of a reversal with what it touches there, as far as that differs and is known. */
  foresee(at: number, sequence: readonly Event[]): Event | undefined {
    return this.#past.foresee(this.#recording, this.clocks, at, sequence);
  }

  /** The order in which deliveries must come, given the messages that all receives took. */
  receiveOrder(): ReceiveOrder {
    return new ReceiveOrder(this.#recording, this.clocks);
  }

  /** Only computes happens-before. */
  place(): void {
    this.#placeEvents([]);
  }

  #placeEvents(withdrawals: readonly Withdrawal[]): void {
    const { events, kept, names } = this.#recording;
    // One extra row, for an operation that was never performed.
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
          this.#raceWithdrawn(withdrawal);
          next += 1;
        }
        this.#place(index, event);
        this.#races.push(this.#found);
      }
      this.#accesses.enter(index, event, names.clock);
    }
    this.#found = [];
    for (const withdrawal of withdrawals.slice(next)) this.#racePending(withdrawal);
    this.#races.push(this.#found);
  }

  #place(index: number, event: Event): void {
    const { causes } = this.#recording;
    this.clocks.clear(index);
    const before = this.#accesses.latest[event.process];
    if (before !== undefined) this.clocks.join(index, before);
    for (const cause of causes[index] ?? []) this.clocks.join(index, cause);
    if (event.isBarrier) this.#orderAfterAll(index);
    else this.#race(index, event);
    this.clocks.tick(index, event.process);
  }

  /**
   * Adds the events that `event` comes after because of what it touches; each that it did not come after already is a
   * race.
   */
  #race(row: number, event: Event): void {
    const further: number[] = [];
    const declared: number[] = [];
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
    // Accesses since the last write, which found the object as the event does.
    const lastWrite = isMet(event, event.snapshot) ? (this.#accesses.writes(event.object).at(-1) ?? -1) : row;
    const isReversible = (earlier: number): boolean => earlier === reversible || earlier > lastWrite;
    const enablers = declared.filter((earlier) => !isReversible(earlier));
    for (const earlier of further.toSorted(descending)) {
      const isBlocked = enablers.some((enabler) => enabler === earlier || this.#isBefore(enabler, earlier));
      this.#orderAfter(row, earlier, event, !isBlocked);
    }
    if (declared.length === 0) return;
    for (const earlier of declared.toSorted(descending)) this.#orderAfter(row, earlier, event, isReversible(earlier));
    if (reversible >= 0 && !declared.includes(reversible))
      this.#found.push({ at: reversible, last: event, withdrawal: undefined });
  }

  #orderAfter(row: number, earlier: number, event: Event, isReversible: boolean): void {
    if (this.#isBefore(row, earlier)) return;
    if (isReversible) this.#found.push({ at: earlier, last: event, withdrawal: undefined });
    this.clocks.join(row, earlier);
  }

  #orderAfterAll(row: number): void {
    for (const latest of this.#accesses.latest) if (latest !== undefined) this.clocks.join(row, latest);
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
      const isOrdered = this.#isBefore(row, earlier) || races.some((race) => this.#isBefore(race, earlier));
      if (!isOrdered && this.#isInTime(earlier, event)) races.push(earlier);
    }
    // An earlier timer that was withdrawn blocked it until then.
    for (const timer of this.#recording.timers) {
      const { end } = timer;
      if (end < this.#recording.events.length && end < row && firesBefore(timer, event)) this.clocks.join(row, end);
    }
    for (const at of races) this.#found.push({ at, last: event, withdrawal: undefined });
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
        (timer.end !== earlier && Number.isFinite(timer.end) && !this.#isBefore(timer.end, earlier)),
    );
  }

  /** The last event that wrote the object of `event` before which that was enabled; −1 if it must come after. */
  #lastWhenEnabled(row: number, event: Event): number {
    const { events } = this.#recording;
    for (const write of this.#accesses.writes(event.object).toReversed()) {
      if (this.#isBefore(row, write)) return -1;
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
      this.#found.push({ at, last: event, withdrawal });
      return;
    }
    // When a timer could have fired depends on how other tasks continue: see later-timers.ts.
    if (event.deadline >= 0) return;
    this.#placePending(withdrawal);
    this.#raceBlocked(event, withdrawal);
  }

  /** A pending operation that remains at the end. */
  #racePending(withdrawal: Withdrawal): void {
    const { event, isEnabled } = withdrawal;
    if (event.deadline >= 0 && !isEnabled) return;
    this.#placePending(withdrawal);
    if (isEnabled) this.#race(this.#recording.events.length, event);
    else this.#raceBlocked(event, undefined);
  }

  #raceBlocked(event: Event, withdrawal: Withdrawal | undefined): void {
    const reversible = this.#lastWhenEnabled(this.#recording.events.length, event);
    if (reversible >= 0) this.#found.push({ at: reversible, last: event, withdrawal });
  }

  #placePending({ before, causes }: Withdrawal): void {
    const row = this.#recording.events.length;
    this.clocks.clear(row);
    if (before >= 0) this.clocks.join(row, before);
    for (const cause of causes) this.clocks.join(row, cause);
  }

  /**
   * A fault that remains may come after every event that it does not depend on. Where nothing else is enabled none is
   * injected, so it is put before the last of these.
   */
  #addFinalFaults(onReversal: OnReversal): void {
    const { events, isQuiescent, withdrawals } = this.#recording;
    if (!isQuiescent) return;
    for (const withdrawal of withdrawals) {
      const { at, event, isEnabled } = withdrawal;
      if (at !== events.length || !event.isFault || !isEnabled) continue;
      const place = this.#lastIndependent(withdrawal, event);
      if (place < 0) continue;
      const fault = { ...event, standsBefore: events[place] };
      this.#reverse({ at: place, last: fault, withdrawal: undefined }, onReversal);
    }
  }

  /**
   * A fault may come after an event that depends on it, too: where other such events are left, before these. Where none
   * is, since it was put before one that turned out to depend on it, before the last event that depends on neither.
   */
  #postponeFault({ at, last, withdrawal }: Race, row: number, onReversal: OnReversal): void {
    const { events } = this.#recording;
    const fault = events[at];
    if (fault?.isFault !== true || last.isFault || last.ends?.includes(fault.ownerKey) === true) return;
    if (withdrawal === undefined && this.#leavesOthers(at, row)) {
      const sequence = this.#independentOf(at, undefined, []);
      sequence.push(last, { ...fault, standsBefore: undefined });
      onReversal(at, sequence);
      return;
    }
    const { ordinal, process } = fault.standsBefore ?? {};
    if (last.process !== process || last.ordinal !== ordinal) return;
    const place = events.findLastIndex((_event, index) => index < at && !this.#isBefore(row, index));
    if (place < 0) return;
    const sequence = events.filter(
      (_event, index) => index > place && index < row && index !== at && this.#isBefore(row, index),
    );
    // As it was performed: one that the fault has withdrawn was not.
    onReversal(place, [...sequence, fault.standsBefore ?? last, { ...fault, standsBefore: events[place] }]);
  }

  /** Whether event `at` races with other events than `row` that come neither before nor after that. */
  #leavesOthers(at: number, row: number): boolean {
    return this.#races.some(
      (races, other) =>
        other !== row &&
        races.some((race) => race.at === at && race.withdrawal === undefined) &&
        !this.#isBefore(row, other) &&
        !this.#isBefore(other, row),
    );
  }

  /** The row of an operation that a fault has withdrawn, as if it came after that. */
  #placeWithdrawn({ at, withdrawal }: Race): number {
    const row = this.#recording.events.length;
    if (withdrawal !== undefined) this.#placePending(withdrawal);
    this.clocks.join(row, at);
    return row;
  }

  /** The last event that need not come before a pending fault; −1 if there is none. */
  #lastIndependent({ before, causes }: Withdrawal, fault: Event): number {
    const { events } = this.#recording;
    const direct = [before, ...causes].filter((cause) => cause >= 0);
    for (const [index, event] of events.entries()) if (areDependent(event, fault)) direct.push(index);
    return events.findLastIndex((_event, index) => !direct.some((cause) => this.#isBefore(cause, index)));
  }

  #reverse({ at, last, withdrawal }: Race, onReversal: OnReversal): void {
    const left = blockers(this.#recording, this.clocks, at, last);
    let sequence = this.#independentOf(at, withdrawal, left);
    const spoiler = spoilerOf(this.#recording, sequence, last, withdrawal);
    if (spoiler >= 0) sequence = this.#independentOf(at, withdrawal, [...left, spoiler]);
    sequence.push(last);
    onReversal(at, sequence);
  }

  /**
   * The events after `at` that do not come after it in happens-before, nor after an event that must follow
   * `withdrawal`.
   * @param left events that are left out besides, with what comes after them
   */
  #independentOf(at: number, withdrawal: Withdrawal | undefined, left: readonly number[]): Event[] {
    const { events } = this.#recording;
    const process = events[at]?.process ?? 0;
    const independent = this.#sequence;
    independent.length = 0;
    const followers: number[] = [];
    for (let index = at + 1; index < events.length; index += 1) {
      const event = events[index];
      if (event === undefined || event.isFatal || this.clocks.isOrdered(index, at, process)) continue;
      if (left.some((other) => this.#isBefore(index, other))) continue;
      if (withdrawal !== undefined && index >= withdrawal.at) {
        const isFollower = followers.some((follower) => this.#isBefore(index, follower));
        if (index === withdrawal.at || isFollower || disables(index, event, withdrawal)) {
          followers.push(index);
          continue;
        }
      }
      independent.push(event);
    }
    return independent;
  }

  #isBefore(row: number, earlier: number): boolean {
    return this.clocks.isOrdered(row, earlier, this.#recording.events[earlier]?.process ?? 0);
  }
}

/**
 * What could have happened instead of the step that failed: all that does not depend on it and would have come after
 * it. Faults only where there is nothing else.
 */
function insteadOfFailure({ events, withdrawals }: EventRecorder): readonly Event[] {
  const at = events.length - 1;
  if (events[at]?.isFatal !== true) return [];
  const open = withdrawals.filter((each) => each.at > at && each.isEnabled).map(({ event }) => event);
  const others = open.filter(({ isFault }) => !isFault);
  return others.length > 0 ? others : open;
}

function descending(one: number, other: number): number {
  return other - one;
}
