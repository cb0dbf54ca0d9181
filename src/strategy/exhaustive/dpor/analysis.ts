// The reversals of the races of an execution: sequences that lead to executions in which the second event of a race, or a
// pending operation, comes before the first.

import { alternatives } from "./alternatives.ts";
import type { Dependence } from "./events/dependence.ts";
import type { Event } from "./events/event.ts";
import { PastFootprints } from "./events/past-footprints.ts";
import type { Withdrawal } from "./events/recorded.ts";
import { blockers, disables, firings } from "./later-timers.ts";
import { laterTurns, spoilerOf } from "./later-waits.ts";
import { LateFaults } from "./late-faults.ts";
import type { Planned } from "./late-faults.ts";
import type { Clocks } from "./races/clocks.ts";
import { IndependentEvents } from "./races/independent-events.ts";
import { Placement } from "./races/placement.ts";
import type { Race } from "./races/placement.ts";
import { ReceiveOrder } from "./receive-order.ts";
import type { EventRecorder } from "./recording.ts";
import { Sequence } from "./wakeup/sequence.ts";

/** Where the reversals are explored. */
export interface Reversals {
  /** See `WakeupSearch.witness`. */
  witness(at: number, rest: readonly number[]): number;
  /**
   * Explores a sequence from the node before event `at`; may consume the sequence, which is reused afterwards.
   * @param rest the numbers of its events but the last, if they are known
   * @param isFree whether what the reversal does not need can be left to chance
   */
  add(at: number, sequence: Sequence, rest: readonly number[] | undefined, isFree: boolean): void;
}

/** Analyzes one execution after another, keeping the analysis of shared prefixes. */
export class Analysis {
  readonly #recording: EventRecorder;
  readonly #placement: Placement;
  readonly #independent: IndependentEvents;
  readonly #past: PastFootprints;
  readonly #lateFaults: LateFaults;
  /** Whether what a reversal does not need can be left to chance. */
  #isFree = false;
  /** One for all reversals: there are many, and few lead to anything new. */
  readonly #sequence: Sequence = new Sequence();

  constructor(recording: EventRecorder, dependence: Dependence) {
    this.#recording = recording;
    this.#placement = new Placement(recording);
    this.#independent = new IndependentEvents(recording, this.clocks);
    this.#past = new PastFootprints(recording, this.#placement, dependence);
    this.#lateFaults = new LateFaults(recording, this.#placement);
  }

  get clocks(): Clocks {
    return this.#placement.clocks;
  }

  /**
   * Computes happens-before for all events that have begun, and reverses their races: all of them, since what a
   * reversal leads to depends on how the execution continues after the race; but for those that a sleeping event covers
   * however it continues.
   */
  reverse(reversals: Reversals): void {
    const recording = this.#recording;
    this.#placement.place(recording.withdrawals);
    this.#past.record();
    this.#independent.restart();
    this.#isFree = isFree(recording);
    for (let row = 0; row < this.#placement.races.length; row += 1) {
      for (const race of this.#placement.races[row] ?? []) {
        const { last } = race;
        const isBare = last.standsBefore === undefined;
        this.#reverse(isBare ? race : { ...race, last: { ...last, standsBefore: undefined } }, reversals, row);
        this.#addAll(this.#lateFaults.postponed(race, row), reversals);
      }
    }
    for (const race of this.#lateFaults.final()) this.#reverse(race, reversals);
    this.#addAll(insteadOfFailure(recording), reversals);
    this.#addAll(firings(recording, this.clocks), reversals);
    this.#addAll(laterTurns(recording, this.clocks), reversals);
    for (const { at, event } of alternatives(recording, this.clocks)) {
      if (event.isFault) reversals.add(at, this.#sequence.set([event]), undefined, false);
      else this.#reverse({ at, last: event, withdrawal: undefined }, reversals);
    }
  }

  /** The last event of a reversal with what it touches there, as far as that differs and is known. */
  foresee(at: number, sequence: Sequence, rest: readonly number[] | undefined): Event | undefined {
    return this.#past.foresee(at, sequence, rest);
  }

  /** The order in which deliveries must come, given the messages that all receives took. */
  receiveOrder(): ReceiveOrder {
    return new ReceiveOrder(this.#recording, this.clocks);
  }

  /** Only computes happens-before. */
  place(): void {
    this.#placement.place([]);
  }

  #addAll(planned: readonly Planned[], reversals: Reversals): void {
    for (const { at, sequence } of planned) reversals.add(at, this.#sequence.set(sequence), undefined, false);
  }

  /** @param row the event that comes first in the reversal, if it was performed */
  #reverse(race: Race, reversals: Reversals, row: number = Number.POSITIVE_INFINITY): void {
    const { at, last, withdrawal } = race;
    const canBeHeldUp = last.deadline >= 0 || (last.condition !== undefined && !last.isTake);
    if (withdrawal !== undefined || canBeHeldUp) {
      this.#reverseHeldUp(race, reversals);
      return;
    }
    const known = this.#independent.of(at);
    if (!known.isJudged) {
      known.isJudged = true;
      known.witness = reversals.witness(at, known.rest);
    }
    if (last.standsBefore === undefined && known.witness !== Number.POSITIVE_INFINITY) return;
    this.#sequence.clear();
    for (const index of known.rest) this.#push(index);
    const isPerformed = row < this.#recording.events.length;
    this.#sequence.push(last, isPerformed ? row : -1);
    reversals.add(at, this.#sequence, known.rest, isPerformed && this.#isFree);
  }

  /** A reversal that other events can hold up. */
  #reverseHeldUp({ at, last, withdrawal }: Race, reversals: Reversals): void {
    const left = blockers(this.#recording, this.clocks, at, last);
    let rest = this.#independentOf(at, withdrawal, left);
    const spoiler = spoilerOf(this.#recording, rest, last, withdrawal);
    if (spoiler >= 0) rest = this.#independentOf(at, withdrawal, [...left, spoiler]);
    this.#sequence.clear();
    for (const index of rest) this.#push(index);
    this.#sequence.push(last);
    reversals.add(at, this.#sequence, rest, false);
  }

  #push(index: number): void {
    const event = this.#recording.events[index];
    if (event !== undefined) this.#sequence.push(event, index);
  }

  /**
   * The events after `at` that do not come after it in happens-before, nor after an event that must follow
   * `withdrawal`.
   * @param left events that are left out besides, with what comes after them
   */
  #independentOf(at: number, withdrawal: Withdrawal | undefined, left: readonly number[]): readonly number[] {
    const { events } = this.#recording;
    const independent: number[] = [];
    const followers: number[] = [];
    for (const index of this.#independent.of(at).rest) {
      const event = events[index];
      if (event === undefined || left.some((other) => this.#placement.isBefore(index, other))) continue;
      if (withdrawal !== undefined && index >= withdrawal.at) {
        const isFollower = followers.some((follower) => this.#placement.isBefore(index, follower));
        if (index === withdrawal.at || isFollower || disables(index, event, withdrawal)) {
          followers.push(index);
          continue;
        }
      }
      independent.push(index);
    }
    return independent;
  }
}

/**
 * What could have happened instead of the step that failed: all that does not depend on it and would have come after
 * it. Faults only where there is nothing else.
 */
function insteadOfFailure({ events, withdrawals }: EventRecorder): readonly Planned[] {
  const at = events.length - 1;
  if (events[at]?.isFatal !== true) return [];
  const open = withdrawals.filter((each) => each.at > at && each.isEnabled).map(({ event }) => event);
  const others = open.filter(({ isFault }) => !isFault);
  return (others.length > 0 ? others : open).map((event) => ({ at, sequence: [event] }));
}

/**
 * Whether an execution has no timers, whose order depends on when others are set; no faults, which need not be injected; and
 * shows all that follows.
 */
function isFree({
  events,
  isApproximate,
  isQuiescent,
  isViolated,
  names,
  timers,
  withdrawals,
}: EventRecorder): boolean {
  if (!isQuiescent || isViolated || isApproximate || names.clock >= 0 || timers.length > 0) return false;
  return !events.some(({ isFault }) => isFault) && !withdrawals.some(({ event }) => event.isFault);
}
