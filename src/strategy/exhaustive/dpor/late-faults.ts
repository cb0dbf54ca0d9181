// Faults that come later than they were seen. A fault may come after every event, also after those that it does not depend
// on; and where only faults are enabled none is injected.

import { areDependent } from "../../../trace/index.ts";
import type { Event } from "./events/event.ts";
import type { Withdrawal } from "./events/recorded.ts";
import type { Placement, Race } from "./races/placement.ts";
import type { EventRecorder } from "./recording.ts";

/** A sequence to explore from the node before event `at`. */
export interface Planned {
  readonly at: number;
  readonly sequence: readonly Event[];
}

/** The reversals that are particular to faults; happens-before must have been computed. */
export class LateFaults {
  readonly #recording: EventRecorder;
  readonly #placement: Placement;

  constructor(recording: EventRecorder, placement: Placement) {
    this.#recording = recording;
    this.#placement = placement;
  }

  /**
   * A fault that remains may come after every event that it does not depend on. Where nothing else is enabled none is
   * injected, so it is put before the last of these.
   */
  final(): readonly Race[] {
    const { events, isQuiescent, withdrawals } = this.#recording;
    if (!isQuiescent) return [];
    const found: Race[] = [];
    for (const withdrawal of withdrawals) {
      const { at, event, isEnabled } = withdrawal;
      if (at !== events.length || !event.isFault || !isEnabled) continue;
      const place = this.#lastIndependent(withdrawal, event);
      if (place < 0) continue;
      found.push({ at: place, last: { ...event, standsBefore: events[place] }, withdrawal: undefined });
    }
    return found;
  }

  /**
   * A fault may come after an event that depends on it, too: where other such events are left, before these. Where none
   * is, since it was put before one that turned out to depend on it, before the last event that depends on neither.
   */
  postponed(race: Race, row: number): readonly Planned[] {
    const { at, last, withdrawal } = race;
    const { events } = this.#recording;
    const fault = events[at];
    if (fault?.isFault !== true || last.isFault || last.ends?.includes(fault.ownerKey) === true) return NONE;
    if (withdrawal === undefined) return row < events.length ? this.#postponed(race, fault, row) : NONE;
    return withdrawal.at === at ? this.#postponed(race, fault, this.#placeWithdrawn(at, withdrawal)) : NONE;
  }

  #postponed({ at, last, withdrawal }: Race, fault: Event, row: number): readonly Planned[] {
    const { events } = this.#recording;
    if (withdrawal === undefined && this.#leavesOthers(at, row)) {
      const isIndependent = (event: Event, index: number): boolean =>
        index > at && !event.isFatal && !this.#placement.isBefore(index, at);
      const sequence = events.filter((event, index) => isIndependent(event, index));
      return [{ at, sequence: [...sequence, last, { ...fault, standsBefore: undefined }] }];
    }
    const { ordinal, process } = fault.standsBefore ?? {};
    if (last.process !== process || last.ordinal !== ordinal) return NONE;
    const place = events.findLastIndex((_event, index) => index < at && !this.#placement.isBefore(row, index));
    if (place < 0) return NONE;
    const sequence = events.filter(
      (_event, index) => index > place && index < row && index !== at && this.#placement.isBefore(row, index),
    );
    // As it was performed: one that the fault has withdrawn was not.
    const moved = { ...fault, standsBefore: events[place] };
    return [{ at: place, sequence: [...sequence, fault.standsBefore ?? last, moved] }];
  }

  /** Whether event `at` races with other events than `row` that come neither before nor after that. */
  #leavesOthers(at: number, row: number): boolean {
    return this.#placement.races.some(
      (races, other) =>
        other !== row &&
        races.some((race) => race.at === at && race.withdrawal === undefined) &&
        !this.#placement.isBefore(row, other) &&
        !this.#placement.isBefore(other, row),
    );
  }

  /** The row of an operation that a fault has withdrawn, as if it came after that. */
  #placeWithdrawn(at: number, withdrawal: Withdrawal): number {
    const row = this.#placement.placePending(withdrawal);
    this.#placement.clocks.join(row, at);
    return row;
  }

  /** The last event that need not come before a pending fault; −1 if there is none. */
  #lastIndependent({ before, causes }: Withdrawal, fault: Event): number {
    const { events } = this.#recording;
    const direct = [before, ...causes].filter((cause) => cause >= 0);
    for (const [index, event] of events.entries()) if (areDependent(event, fault)) direct.push(index);
    return events.findLastIndex((_event, index) => !direct.some((cause) => this.#placement.isBefore(cause, index)));
  }
}

const NONE: readonly Planned[] = [];
