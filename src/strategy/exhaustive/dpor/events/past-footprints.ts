// What events touched, by what had come before them. An event that is to come before one that it raced with was seen after
// that, where it may have touched something else. After the same past it touches the same: its footprint is looked up there.

import { foldA, foldB } from "../../../../choice/index.ts";
import type { Clocks } from "../races/clocks.ts";
import type { EventRecorder } from "../recording.ts";
import type { Sequence } from "../wakeup/sequence.ts";
import type { Dependence } from "./dependence.ts";
import type { Event, EventAccess } from "./event.ts";
import { PastTable } from "./past-table.ts";

/** What one event touched and ended. */
interface Footprint {
  readonly text: string;
  readonly touches: EventAccess[] | undefined;
  readonly ends: number[] | undefined;
  /** The latest event that was taken to have this footprint, and what it was otherwise. */
  like: Event | undefined;
  of: Event | undefined;
}

/** The footprints of one event, and by their numbers which of them it had after each past. */
interface Known {
  readonly footprints: Footprint[];
  readonly pasts: PastTable;
}

/** Where an event stands: the number of its row of clocks, the previous event of its process (−1 for none). */
interface Place {
  readonly row: number;
  readonly before: number;
}

/** What is computed of an execution: its clocks, and for each event the previous one of its process, −1 for none. */
interface Placed {
  readonly clocks: Clocks;
  readonly previous: readonly number[];
}

const { imul } = Math;

/** The footprints of all events, over all executions of a search. */
export class PastFootprints {
  /** For each event of the execution a hash of it and its past, in two halves. */
  readonly #hashA: number[] = [];
  readonly #hashB: number[] = [];
  readonly #known: (Known | undefined)[][] = [];
  readonly #recording: EventRecorder;
  readonly #placed: Placed;
  readonly #dependence: Dependence;
  /** Equal events are one object. */
  readonly #numbers: WeakMap<Event, number> = new WeakMap();

  constructor(recording: EventRecorder, placed: Placed, dependence: Dependence) {
    this.#recording = recording;
    this.#placed = placed;
    this.#dependence = dependence;
  }

  /** Adds the new events of an execution, whose happens-before has been computed. */
  record(): void {
    const { events, kept } = this.#recording;
    const { previous } = this.#placed;
    for (let index = kept; index < events.length; index += 1) {
      const event = events[index];
      if (event === undefined) continue;
      this.#hash(event, { row: index, before: previous[index] ?? -1 });
      const known = this.#knownOf(event);
      if (known === undefined) continue;
      known.pasts.set(this.#hashA[index] ?? 0, this.#hashB[index] ?? 0, this.#numberOf(event, known.footprints));
    }
  }

  /**
   * The last event of a sequence with what it touches after event `at` − 1 and the rest of the sequence; `undefined` if it
   * always touches the same, or was not seen after this past.
   * @param rest the numbers of the events of the sequence but the last, if they are known
   */
  foresee(at: number, sequence: Sequence, rest: readonly number[] | undefined): Event | undefined {
    const { last } = sequence;
    if (last === undefined || last.alternative >= 0 || last.isTake || last.standsBefore !== undefined) return undefined;
    const known = this.#known[last.process]?.[last.ordinal];
    if (known === undefined || known.footprints.length < 2) return undefined;
    const recording = this.#recording;
    const { clocks, previous } = this.#placed;
    const { events } = recording;
    const later = rest ?? numbersOf(events, at, sequence);
    const past = directPast(recording, last, previous);
    if (later === undefined || past === undefined) return undefined;
    const { before, direct } = past;
    if (direct.some((cause) => cause >= at && !later.includes(cause))) return undefined;
    const row = events.length;
    for (const [number, footprint] of known.footprints.entries()) {
      const event = withFootprint(last, footprint);
      clocks.clear(row);
      for (const cause of direct) clocks.join(row, cause);
      for (let index = later.length - 1; index >= 0; index -= 1) this.#order(row, later[index] ?? 0, event);
      for (let index = at - 1; index >= 0; index -= 1) this.#order(row, index, event);
      this.#hash(event, { row, before });
      if (known.pasts.get(this.#hashA[row] ?? 0, this.#hashB[row] ?? 0) === number) return event;
    }
    return undefined;
  }

  /** Orders an event that has not happened after an earlier one that it depends on. */
  #order(row: number, earlier: number, event: Event): void {
    const { clocks } = this.#placed;
    const other = this.#recording.events[earlier];
    if (other === undefined || clocks.isOrdered(row, earlier, other.process)) return;
    if (this.#dependence.areDependent(other, event)) clocks.join(row, earlier);
  }

  /** The footprints of an event that has ever touched more than it declares. */
  #knownOf({ ends, ordinal, process, touches }: Event): Known | undefined {
    const ofProcess = (this.#known[process] ??= []);
    const known = ofProcess[ordinal];
    if (known !== undefined || (touches === undefined && ends === undefined)) return known;
    const first: Known = { footprints: [], pasts: new PastTable() };
    ofProcess[ordinal] = first;
    return first;
  }

  /** The number of its footprint among those that it has had. */
  #numberOf(event: Event, footprints: Footprint[]): number {
    let number = this.#numbers.get(event);
    if (number !== undefined) return number;
    const text = textOf(event);
    number = footprints.findIndex((footprint) => footprint.text === text);
    if (number < 0) {
      number = footprints.length;
      footprints.push({ text, touches: event.touches, ends: event.ends, like: undefined, of: undefined });
    }
    this.#numbers.set(event, number);
    return number;
  }

  #hash({ alternative, draws, ordinal, process }: Event, { before, row }: Place): void {
    const { clocks } = this.#placed;
    const { rows, width } = clocks;
    const { length } = this.#recording.names.keys;
    let a = imul(process + 1, 0x85ebca6b) ^ ordinal;
    let b = imul(ordinal + 1, 0xc2b2ae35) ^ process;
    a = foldA(a, alternative);
    b = foldB(b, alternative);
    for (const value of draws) {
      a = foldA(a, value);
      b = foldB(b, value);
    }
    const hashA = this.#hashA;
    const hashB = this.#hashB;
    const start = row * width;
    for (let each = 0; each < length; each += 1) {
      const index = each === process ? before : (rows[start + each] ?? 0) - 1;
      if (index < 0) continue;
      a = foldA(a, (hashA[index] ?? 0) + each);
      b = foldB(b, (hashB[index] ?? 0) ^ each);
    }
    this.#hashA[row] = a;
    this.#hashB[row] = b;
  }
}

/** An event with another footprint. */
function withFootprint(event: Event, footprint: Footprint): Event {
  if (footprint.of === event && footprint.like !== undefined) return footprint.like;
  const { ends, touches } = footprint;
  footprint.of = event;
  footprint.like = { ...event, footprint: -1, ends, touches };
  return footprint.like;
}

/** The numbers of the events of a sequence but the last, from `at` on; `undefined` if it has others. */
function numbersOf(events: readonly Event[], at: number, sequence: Sequence): readonly number[] | undefined {
  const numbers: number[] = [];
  let next = at;
  for (const event of sequence.events().slice(0, -1)) {
    const index = events.indexOf(event, next);
    if (index < 0) return undefined;
    numbers.push(index);
    next = index + 1;
  }
  return numbers;
}

/** What comes directly before an event. */
interface DirectPast {
  /** The previous event of its process; −1 for none. */
  readonly before: number;
  /** That and its causes. */
  readonly direct: readonly number[];
}

/** What comes directly before an event, performed or not; `undefined` if several operations may be meant. */
function directPast(
  { causes, events, withdrawals }: EventRecorder,
  event: Event,
  previous: readonly number[],
): DirectPast | undefined {
  const isMeant = ({ kind, object, ordinal, process }: Event): boolean =>
    process === event.process && ordinal === event.ordinal && kind === event.kind && object === event.object;
  const same = events.indexOf(event);
  const index = same < 0 ? events.findIndex(isMeant) : same;
  const others = withdrawals.filter((withdrawal) => withdrawal.ticket >= 0 && isMeant(withdrawal.event));
  if (others.length + (index < 0 ? 0 : 1) !== 1) return undefined;
  const [withdrawn] = others;
  const before = withdrawn?.before ?? previous[index] ?? -1;
  const direct = [before, ...(withdrawn?.causes ?? causes[index] ?? [])].filter((cause) => cause >= 0);
  return { before, direct };
}

function textOf({ ends, touches }: Event): string {
  const touched = touches?.map(({ access, object }) => `${object}/${access}`) ?? [];
  return `${touched.join(" ")}|${ends?.join(" ") ?? ""}`;
}
