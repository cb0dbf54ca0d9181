// What events touched, by what had come before them. An event that is to come before one that it raced with was seen after
// that, where it may have touched something else. After the same past it touches the same: its footprint is looked up there.

import { foldA, foldB } from "../../../../choice/index.ts";
import { areDependent } from "../../../../trace/index.ts";
import type { Clocks } from "../clocks.ts";
import type { EventRecorder } from "../recording.ts";
import type { Event, EventAccess } from "./event.ts";

/** What one event touched and ended. */
interface Footprint {
  readonly touches: EventAccess[] | undefined;
  readonly ends: number[] | undefined;
}

/** The footprints of one event, by their text, and which of them it had after each past. */
interface Known {
  readonly footprints: Map<string, Footprint>;
  readonly pasts: Map<number, string>;
}

/** Where an event stands: the number of its row of clocks, the previous event of its process (−1 for none). */
interface Place {
  readonly row: number;
  readonly before: number;
}

const { imul } = Math;

/** The footprints of all events, over all executions of a search. */
export class PastFootprints {
  /** For each event of the execution a hash of it and its past, in two halves. */
  readonly #hashA: number[] = [];
  readonly #hashB: number[] = [];
  readonly #known: (Known | undefined)[][] = [];

  /** Adds the new events of an execution, whose happens-before has been computed. */
  record({ events, kept, names }: EventRecorder, clocks: Clocks): void {
    const latest: number[] = [];
    for (const [index, event] of events.entries()) {
      const before = latest[event.process] ?? -1;
      latest[event.process] = index;
      if (index < kept) continue;
      this.#hash(event, { row: index, before }, clocks, names.keys.length);
      const known = this.#knownOf(event);
      if (known === undefined) continue;
      const text = textOf(event);
      if (!known.footprints.has(text)) known.footprints.set(text, { touches: event.touches, ends: event.ends });
      known.pasts.set(this.#past(index), text);
    }
  }

  /**
   * The last event of a sequence with what it touches after event `at` − 1 and the rest of the sequence; `undefined` if it
   * always touches the same, or was not seen after this past.
   */
  foresee(recording: EventRecorder, clocks: Clocks, at: number, sequence: readonly Event[]): Event | undefined {
    const last = sequence.at(-1);
    if (last === undefined || last.alternative >= 0 || last.isTake || last.standsBefore !== undefined) return undefined;
    const known = this.#known[last.process]?.[last.ordinal];
    if (known === undefined || known.footprints.size < 2) return undefined;
    const { events, names } = recording;
    const earlier = earlierOf(events, at, sequence);
    const direct = directPast(recording, last);
    if (earlier === undefined || direct === undefined) return undefined;
    if (direct.some((cause) => cause >= at && !earlier.includes(cause))) return undefined;
    const row = events.length;
    const before = earlier.findLast((index) => events[index]?.process === last.process) ?? -1;
    for (const [text, footprint] of known.footprints) {
      const event: Event = { ...last, ...footprint };
      clocks.clear(row);
      for (const cause of direct) clocks.join(row, cause);
      for (const index of earlier) {
        const other = events[index];
        if (other !== undefined && areDependent(other, event)) clocks.join(row, index);
      }
      this.#hash(event, { row, before }, clocks, names.keys.length);
      if (known.pasts.get(this.#past(row)) === text) return event;
    }
    return undefined;
  }

  /** The footprints of an event that has ever touched more than it declares. */
  #knownOf({ ends, ordinal, process, touches }: Event): Known | undefined {
    const ofProcess = (this.#known[process] ??= []);
    const known = ofProcess[ordinal];
    if (known !== undefined || (touches === undefined && ends === undefined)) return known;
    const first: Known = { footprints: new Map(), pasts: new Map() };
    ofProcess[ordinal] = first;
    return first;
  }

  #hash({ alternative, draws, ordinal, process }: Event, { before, row }: Place, clocks: Clocks, width: number): void {
    let a = imul(process + 1, 0x85ebca6b) ^ ordinal;
    let b = imul(ordinal + 1, 0xc2b2ae35) ^ process;
    for (const value of [alternative, ...draws]) {
      a = foldA(a, value);
      b = foldB(b, value);
    }
    for (let each = 0; each < width; each += 1) {
      const index = each === process ? before : clocks.latest(row, each);
      if (index < 0) continue;
      a = foldA(a, (this.#hashA[index] ?? 0) + each);
      b = foldB(b, (this.#hashB[index] ?? 0) ^ each);
    }
    this.#hashA[row] = a;
    this.#hashB[row] = b;
  }

  /** 53 bits of the hash. */
  #past(row: number): number {
    return ((this.#hashA[row] ?? 0) >>> 0) * 0x20_0000 + ((this.#hashB[row] ?? 0) >>> 11);
  }
}

/** The events before `at`, and those of a sequence but for its last. */
function earlierOf(events: readonly Event[], at: number, sequence: readonly Event[]): readonly number[] | undefined {
  const earlier = Array.from({ length: at }, (_each, index) => index);
  let next = at;
  for (const event of sequence.slice(0, -1)) {
    const index = events.indexOf(event, next);
    if (index < 0) return undefined;
    earlier.push(index);
    next = index + 1;
  }
  return earlier;
}

/** The previous event of its process and its causes, performed or not; `undefined` if several operations may be meant. */
function directPast({ causes, events, withdrawals }: EventRecorder, event: Event): readonly number[] | undefined {
  const isMeant = ({ kind, object, ordinal, process }: Event): boolean =>
    process === event.process && ordinal === event.ordinal && kind === event.kind && object === event.object;
  const index = events.findIndex(isMeant);
  const others = withdrawals.filter((withdrawal) => withdrawal.ticket >= 0 && isMeant(withdrawal.event));
  if (others.length + (index < 0 ? 0 : 1) !== 1) return undefined;
  const [withdrawn] = others;
  const before = withdrawn?.before ?? events.findLastIndex((each, at) => at < index && each.process === event.process);
  return [before, ...(withdrawn?.causes ?? causes[index] ?? [])].filter((cause) => cause >= 0);
}

function textOf({ ends, touches }: Event): string {
  const touched = touches?.map(({ access, object }) => `${object}/${access}`) ?? [];
  return `${touched.join(" ")}|${ends?.join(" ") ?? ""}`;
}
