// The record of the running execution: its events, their causes, the messages that its receives could have taken, the
// withdrawn operations. The prefix shared with the previous execution is kept and checked.

import { Access, Role } from "../../../trace/index.ts";
import type { EnabledOperation, TouchedObject } from "../../../trace/index.ts";
import { accessOf, eventOf, ownerOf, victimOf } from "./events/event.ts";
import type { Event } from "./events/event.ts";
import { EventTable } from "./events/event-table.ts";
import type { EventNames } from "./events/names.ts";
import { notRepeatable } from "./events/not-repeatable.ts";
import { KnownFootprints } from "./events/known-footprints.ts";
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
  /** Events of all executions. */
  readonly #table: EventTable;
  /** The new events that are not shared with other executions yet, since they did more than they declare. */
  readonly #own: number[] = [];
  /** What events touch, as far as a search had to learn it. */
  readonly footprints: KnownFootprints = new KnownFootprints();
  /** The number of operations withdrawn in this execution. */
  #withdrawn = 0;
  /** The operations that were enabled when the running event began, and their number. */
  readonly #enabled: EnabledOperation[] = [];
  #enabledCount = 0;
  readonly #pending: (number[] | undefined)[] = [];
  readonly #counts: number[] = [];
  readonly #latest: number[] = [];

  constructor(names: EventNames) {
    this.names = names;
    this.#table = new EventTable(names);
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
    this.#cutRecords(kept);
    for (const timer of this.timers) if (timer.end >= kept) timer.end = Number.POSITIVE_INFINITY;
    this.#pending.length = 0;
    this.#counts.fill(0);
    this.#latest.fill(-1);
    this.#own.length = 0;
  }

  /** Removes what was recorded from an event on. */
  #cutRecords(from: number): void {
    if (this.withdrawals.length > 0) this.withdrawals = this.withdrawals.filter(({ at }) => at < from);
    if (this.draws.length > 0) this.draws = this.draws.filter(({ at }) => at < from);
    if (this.timers.length > 0) this.timers = this.timers.filter(({ start }) => start < from);
    for (const receive of this.receives) cutLate(receive, from);
    for (const withdrawal of this.withdrawals) cutLate(withdrawal, from);
  }

  /** Called when an operation is about to be performed. */
  begin(operation: EnabledOperation, enabled: readonly EnabledOperation[]): void {
    const index = this.length;
    this.length += 1;
    const kept = index < this.kept ? this.events[index] : undefined;
    if (kept !== undefined) {
      this.check(kept, operation, index);
      this.#enter(kept, index);
      return;
    }
    for (let at = 0; at < enabled.length; at += 1) {
      const other = enabled[at];
      if (other !== undefined) this.#enabled[at] = other;
    }
    this.#enabledCount = enabled.length;
    const process = this.names.process(operation.key, ownerOf(operation));
    const event = this.#table.declared(operation, this.isLazy, process, this.#counts[process] ?? 0);
    if (event.isBarrier) this.#deferBarriers(index, operation, enabled);
    this.events.push(event);
    // A shared event is changed by none.
    if (operation.role === Role.timer || operation.role === Role.fault) this.#own.push(index);
    this.causes.push(this.#pending[process]);
    this.receives.push(undefined);
    if (event.deadline >= 0) this.#endTimer(process, index);
    this.#enter(event, index);
  }

  #enter({ process }: Event, index: number): void {
    this.#pending[process] = undefined;
    this.#counts[process] = (this.#counts[process] ?? 0) + 1;
    this.#latest[process] = index;
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
    const event = this.#ownEvent();
    if (event !== undefined) event.standsBefore = other;
  }

  touch(object: TouchedObject, access: Access): void {
    const event = this.#ownEvent();
    if (event === undefined) return;
    event.touches ??= [];
    event.touches.push(accessOf(object, access, this.names));
  }

  makeSafe(owner: number): void {
    const event = this.#ownEvent();
    if (event === undefined) return;
    event.ends ??= [];
    event.ends.push(victimOf(owner));
  }

  end(owner: number): void {
    const event = this.#ownEvent();
    if (event === undefined) return;
    event.ends ??= [];
    event.ends.push(owner);
  }

  cancel(owner: number): void {
    const event = this.#ownEvent();
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
    const isEnabled = this.length > this.kept && this.#wasEnabled(operation);
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
    const process = this.names.process(operation.key, ownerOf(operation));
    const declared = this.#table.declared(operation, this.isLazy, process, this.#counts[process] ?? 0);
    const { memory } = operation;
    const written = memory === undefined ? touches : [memory, ...touches];
    const accesses = written.map((each) => accessOf(each, Access.write, this.names));
    const event = accesses.length === 0 ? declared : { ...declared, footprint: -1, touches: accesses };
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
    const event = this.#ownEvent();
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
    const event = this.#ownEvent();
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
    if (this.isViolated && this.untruncated === undefined) {
      const last = this.#ownEvent();
      if (last !== undefined) last.isFatal = true;
    }
    for (const index of this.#own) {
      const event = this.events[index];
      if (event === undefined || event.standsBefore !== undefined) continue;
      const equal = this.#table.complete(event);
      this.events[index] = equal;
      if (equal === event) this.footprints.observe(event);
    }
  }

  /** Begins a search anew, with all that is known of footprints. */
  forgetSearch(): void {
    this.footprints.isDoubtful = false;
    this.restart(0);
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
    this.#cutRecords(HORIZON);
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

  /** The running event, to be changed; `undefined` if it was kept from the previous execution. */
  #ownEvent(): Event | undefined {
    const index = this.length - 1;
    const event = index < this.kept ? undefined : this.events[index];
    if (event === undefined || this.#own.at(-1) === index) return event;
    const own = { ...event, footprint: -1 };
    this.events[index] = own;
    this.#own.push(index);
    return own;
  }

  #wasEnabled(operation: EnabledOperation): boolean {
    for (let at = 0; at < this.#enabledCount; at += 1) if (this.#enabled[at] === operation) return true;
    return false;
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
    if (!this.isSame(expected, operation)) throw notRepeatable(expected, operation, index);
  }
}

/** Removes the later messages that were delivered from an event on. */
function cutLate(past: { late: number[] } | undefined, from: number): void {
  if (past !== undefined && past.late.length > 0) past.late = past.late.filter((delivery) => delivery < from);
}
