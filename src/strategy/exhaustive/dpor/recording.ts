// The record of the running execution: its events, their causes, the messages that its receives could have taken, the
// withdrawn operations. The prefix shared with the previous execution is kept and checked.

import { UncontrolledNondeterminism } from "../../../errors.ts";
import { Access } from "../../../trace/index.ts";
import type { EnabledOperation, TouchedObject } from "../../../trace/index.ts";
import { accessOf, areAlike, eventOf, ownerOf, victimOf } from "./events/event.ts";
import type { Event } from "./events/event.ts";
import type { EventNames } from "./events/names.ts";
import { addTouch, KnownFootprints } from "./events/known-footprints.ts";
import type { Footprint } from "./events/known-footprints.ts";
import type { Draw, Receive, Timer, Withdrawal } from "./events/recorded.ts";

/** The number of events analyzed of an execution that ran out of steps or failed after more than that. */
const HORIZON = 500;

/** Records one execution after another. */
export class EventRecorder {
  readonly names: EventNames;
  readonly events: Event[] = [];
  readonly causes: (readonly number[] | undefined)[] = [];
  readonly receives: (Receive | undefined)[] = [];
  withdrawals: Withdrawal[] = [];
  draws: Draw[] = [];
  timers: Timer[] = [];
  /** The number of events kept from the previous execution. */
  kept = 0;
  /** The number of events that have begun. */
  length = 0;
  isLazy = false;
  /** Whether some causes may be missing, since code was continued by foreign promises. */
  isApproximate = false;
  /** Whether the execution became quiescent, as opposed to being cut short. */
  isQuiescent = false;
  /** Whether the last event has failed. */
  isViolated = false;
  /** All events of an execution that was truncated. */
  untruncated: readonly Event[] | undefined = undefined;
  /** Whether a receive has taken a message other than the oldest. */
  hasReordered = false;
  /** Events of all executions, by process and ordinal. */
  readonly #known: Event[][][] = [];
  /** What events touch, as far as a search had to learn it. */
  readonly footprints: KnownFootprints = new KnownFootprints();
  /** The combined footprints of events, by process and ordinal. */
  readonly #widest: (Footprint | undefined)[][] = [];
  /** The number of operations withdrawn in this execution. */
  #withdrawn = 0;
  /** The operations that were enabled when the running event began. */
  #enabled: readonly EnabledOperation[] = [];
  readonly #pending: (number[] | undefined)[] = [];
  readonly #counts: number[] = [];
  readonly #latest: number[] = [];

  constructor(names: EventNames) {
    this.names = names;
  }

  /** Starts another execution, whose first `kept` events are those of this one. */
  restart(kept: number): void {
    this.kept = kept;
    this.length = 0;
    this.isQuiescent = false;
    this.isViolated = false;
    this.#withdrawn = 0;
    this.hasReordered = false;
    this.untruncated = undefined;
    this.events.length = Math.min(kept, this.events.length);
    this.causes.length = this.events.length;
    this.receives.length = this.events.length;
    this.withdrawals = this.withdrawals.filter(({ at }) => at < kept);
    this.draws = this.draws.filter(({ at }) => at < kept);
    this.timers = this.timers.filter(({ start }) => start < kept);
    for (const timer of this.timers) if (timer.end >= kept) timer.end = Number.POSITIVE_INFINITY;
    this.#pending.length = 0;
    this.#counts.fill(0);
    this.#latest.fill(-1);
    for (const receive of [...this.receives, ...this.withdrawals]) {
      if (receive === undefined) continue;
      receive.late = receive.late.filter((delivery) => delivery < kept);
    }
  }

  /** Called when an operation is about to be performed. */
  begin(operation: EnabledOperation, enabled: readonly EnabledOperation[]): void {
    const index = this.length;
    this.length += 1;
    if (index >= this.kept) this.#enabled = enabled.slice();
    let event = this.events[index];
    if (index < this.kept && event !== undefined) this.check(event, operation, index);
    else {
      event = eventOf(operation, this.names, this.isLazy, this.#ordinalOf(operation));
      if (event.isBarrier) this.#deferBarriers(index, operation, enabled);
      this.events.push(event);
      this.causes.push(this.#pending[event.process]);
      this.receives.push(undefined);
      if (event.deadline >= 0) this.#endTimer(event.process, index);
    }
    this.#pending[event.process] = undefined;
    this.#counts[event.process] = (this.#counts[event.process] ?? 0) + 1;
    this.#latest[event.process] = index;
  }

  cause(operation: EnabledOperation, cause: number): void {
    if (cause < 0) return;
    const process = this.names.process(operation.key, ownerOf(operation));
    const causes = this.#pending[process];
    if (causes === undefined) this.#pending[process] = [cause];
    else causes.push(cause);
  }

  setTimer(operation: EnabledOperation): void {
    const start = this.length - 1;
    const process = this.names.process(operation.key, ownerOf(operation));
    // One that is set before the first step is set in every execution.
    if (start < 0 ? this.timers.some((timer) => timer.process === process) : start < this.kept) return;
    const { deadline, turn } = operation;
    this.timers.push({ process, deadline, turn, start, end: Number.POSITIVE_INFINITY });
  }

  standBefore(other: Event): void {
    const event = this.#newEvent();
    if (event !== undefined) event.standsBefore = other;
  }

  touch(object: TouchedObject, access: Access): void {
    const event = this.#newEvent();
    if (event === undefined) return;
    event.touches ??= [];
    event.touches.push(accessOf(object, access, this.names));
  }

  makeSafe(owner: number): void {
    const event = this.#newEvent();
    if (event === undefined) return;
    event.ends ??= [];
    event.ends.push(victimOf(owner));
  }

  end(owner: number): void {
    const event = this.#newEvent();
    if (event === undefined) return;
    event.ends ??= [];
    event.ends.push(owner);
  }

  cancel(owner: number): void {
    const event = this.#newEvent();
    if (event === undefined) return;
    event.ends ??= [];
    event.ends.push(owner);
    event.cancels ??= [];
    event.cancels.push(owner);
  }

  /** Records an operation that remains pending at the end of the execution. Nothing can follow a failure. */
  leave(operation: EnabledOperation, touches: readonly TouchedObject[]): void {
    if (this.isViolated && this.#followsLast(operation)) return;
    this.#withdrawAt(operation, { at: this.length, isEnabled: operation.slot >= 0 }, touches);
  }

  /** Records an operation that the running event withdraws. */
  withdraw(operation: EnabledOperation): number {
    const isEnabled = this.length > this.kept && this.#enabled.includes(operation);
    return this.#withdrawAt(operation, { at: this.length - 1, isEnabled }, []);
  }

  #withdrawAt(
    operation: EnabledOperation,
    { at, isEnabled }: Pick<Withdrawal, "at" | "isEnabled">,
    touches: readonly TouchedObject[],
  ): number {
    const ticket = this.#withdrawn;
    this.#withdrawn += 1;
    const object = operation.condition === undefined ? undefined : operation.object;
    if (at < this.kept) {
      const known = object && this.#withTicket(ticket);
      if (known !== undefined) known.object = object;
      return ticket;
    }
    const event = eventOf(operation, this.names, this.isLazy, this.#ordinalOf(operation));
    const { memory } = operation;
    const written = memory === undefined ? touches : [memory, ...touches];
    if (written.length > 0) event.touches = written.map((each) => accessOf(each, Access.write, this.names));
    if (event.deadline >= 0) this.#endTimer(event.process, at);
    this.withdrawals.push({
      ticket,
      at,
      event,
      isEnabled,
      before: this.#latest[event.process] ?? -1,
      causes: this.#pending[event.process]?.slice() ?? [],
      object,
      late: [],
    });
    return ticket;
  }

  #withTicket(ticket: number): Withdrawal | undefined {
    return this.withdrawals.find((each) => each.ticket === ticket);
  }

  /** Records which of the delivered messages the receive takes. */
  take(deliveries: readonly number[], chosen: number): void {
    const index = this.length - 1;
    const delivery = deliveries[chosen];
    const event = this.#newEvent();
    if (chosen > 0) this.hasReordered = true;
    // An event of the previous execution keeps its record of messages that came later.
    if (delivery === undefined || event === undefined) return;
    event.alternative = this.messageOf(delivery);
    this.receives[index] = { chosen, present: deliveries, late: [] };
    this.causes[index] = [...(this.causes[index] ?? []), delivery];
  }

  /** Records that the running event delivers a message that a receive would have matched. */
  late(receive: number, ticket: number): void {
    if (this.length <= this.kept) return;
    const past = ticket < 0 ? this.receives[receive] : this.#withTicket(ticket);
    past?.late.push(this.length - 1);
  }

  draw(bound: number, value: number): void {
    const event = this.#newEvent();
    if (event === undefined) return;
    const isFirst = event.alternative < 0 && !event.isTake;
    this.draws.push({ at: this.length - 1, bound, index: isFirst ? -1 : event.draws.length });
    if (isFirst) event.alternative = value;
    else event.draws = [...event.draws, value];
  }

  /**
   * Finishes the execution: events equal to earlier ones are replaced by these, since wakeup trees hold many sequences
   * of them.
   */
  finish(): void {
    if (!this.isQuiescent) this.#truncate();
    const last = this.events.at(-1);
    if (last !== undefined && this.isViolated && this.untruncated === undefined) last.isFatal = true;
    for (let index = this.kept; index < this.events.length; index += 1) {
      const event = this.events[index];
      if (event === undefined) continue;
      this.events[index] = this.#deduplicate(event);
      this.#widen(event);
      this.footprints.observe(event);
    }
  }

  /**
   * An event with everything that it was ever observed to touch and to end: after a different past it may do something
   * else.
   */
  widest(event: Event): Event {
    const known = this.#widest[event.process]?.[event.ordinal];
    if (known === undefined) return event;
    return { ...event, touches: known.touches, ends: known.ends.length === 0 ? event.ends : known.ends };
  }

  /** Begins a search anew, with all that is known of footprints. */
  forgetSearch(): void {
    this.footprints.isDoubtful = false;
    this.restart(0);
  }

  #widen({ ends, ordinal, process, touches }: Event): void {
    if (touches === undefined && ends === undefined) return;
    const ofProcess = (this.#widest[process] ??= []);
    const known = (ofProcess[ordinal] ??= { touches: [], ends: [] });
    for (const touch of touches ?? []) addTouch(known.touches, touch);
    for (const owner of ends ?? []) if (!known.ends.includes(owner)) known.ends.push(owner);
  }

  #followsLast(operation: EnabledOperation): boolean {
    const last = this.length - 1;
    const process = this.names.process(operation.key, ownerOf(operation));
    return this.#latest[process] === last || this.#pending[process]?.includes(last) === true;
  }

  #ordinalOf(operation: EnabledOperation): number {
    return this.#counts[this.names.process(operation.key, ownerOf(operation))] ?? 0;
  }

  /** Only the beginning of an execution that was cut short is explored: it proves nothing in any case. */
  #truncate(): void {
    if (this.length <= HORIZON) return;
    this.untruncated = [...this.events];
    this.length = HORIZON;
    this.events.length = HORIZON;
    this.causes.length = HORIZON;
    this.receives.length = HORIZON;
    this.withdrawals = this.withdrawals.filter(({ at }) => at < HORIZON);
    this.draws = this.draws.filter(({ at }) => at < HORIZON);
    this.timers = this.timers.filter(({ start }) => start < HORIZON);
    for (const past of [...this.receives, ...this.withdrawals]) {
      if (past !== undefined) past.late = past.late.filter((delivery) => delivery < HORIZON);
    }
  }

  #deduplicate(event: Event): Event {
    const { ends, isFatal, standsBefore, touches } = event;
    if (standsBefore !== undefined || touches !== undefined || ends !== undefined || isFatal) return event;
    const ofProcess = (this.#known[event.process] ??= []);
    const known = (ofProcess[event.ordinal] ??= []);
    for (const other of known) if (areAlike(other, event)) return other;
    known.push(event);
    return event;
  }

  /** The message that an event delivered, by a number that is the same in every execution. */
  messageOf(delivery: number): number {
    const event = this.events[delivery];
    return event === undefined ? 0 : event.ordinal * 0x1_0000 + event.process;
  }

  /** What else could have been taken at quiescence, waits for it and lazy timers, must wait until the next one. */
  #deferBarriers(at: number, chosen: EnabledOperation, enabled: readonly EnabledOperation[]): void {
    for (const operation of enabled) {
      if (operation === chosen) continue;
      const event = eventOf(operation, this.names, this.isLazy, this.#ordinalOf(operation));
      if (!event.isBarrier) continue;
      const deferred = { ticket: -1, at, event, isEnabled: true, before: -1, causes: [], object: undefined, late: [] };
      this.withdrawals.push(deferred);
    }
  }

  #endTimer(process: number, end: number): void {
    const timer = this.timers.findLast((each) => each.process === process);
    if (timer !== undefined) timer.end = end;
  }

  /** The running event, unless it was kept from the previous execution. */
  #newEvent(): Event | undefined {
    return this.length > this.kept ? this.events[this.length - 1] : undefined;
  }

  /** Whether an operation is the one that was recorded as `expected`. */
  isSame(expected: Event, { key, kind, object }: EnabledOperation): boolean {
    return (
      this.names.keys[expected.process] === key &&
      expected.kind === kind &&
      (object === undefined ? expected.object < 0 : this.names.objectKeys[expected.object] === object.key)
    );
  }

  /** @throws UncontrolledNondeterminism (`not-repeatable`) unless the operation is the recorded one */
  check(expected: Event, operation: EnabledOperation, index: number): void {
    if (this.isSame(expected, operation)) return;
    const { kind } = operation;
    throw new UncontrolledNondeterminism(
      `The same choices led to ${expected.kind} at step ${index + 1} the first time, and to ${kind} the second` +
        `${expected.kind === kind ? ", of a different actor or object" : ""}. Something outside heddle's control differs from ` +
        "run to run: state kept between executions, real time or input. Create all state inside the program.",
      { code: "not-repeatable" },
    );
  }
}
