// Events that are equal are one object: wakeup trees and sleep sets hold many sequences of them, and what is known of one
// is known of all.

import { foldA } from "../../../../choice/index.ts";
import { Role } from "../../../../trace/index.ts";
import type { EnabledOperation } from "../../../../trace/index.ts";
import { areAlike, eventOf, ownerOf } from "./event.ts";
import type { Event, EventAccess } from "./event.ts";
import type { EventNames } from "./names.ts";

/** Events that differ in no more than values are compared one by one, so only so many are kept. */
const MOST_ALIKE = 64;

/** The events of all executions of one search. */
export class EventTable {
  readonly #names: EventNames;
  /** By process and ordinal: events that have touched nothing yet but what they declare. */
  readonly #declared: (Event[] | undefined)[][] = [];
  /** By a hash: complete events. */
  readonly #complete: Map<number, Event[]> = new Map();

  constructor(names: EventNames) {
    this.#names = names;
  }

  /** The event for an operation, with what it declares; shared by all executions, so it must not be changed. */
  declared(operation: EnabledOperation, isLazy: boolean, process: number, ordinal: number): Event {
    if (operation.role !== Role.task && operation.role !== Role.delivery) {
      return eventOf(operation, this.#names, isLazy, ordinal);
    }
    const ofProcess = (this.#declared[process] ??= []);
    const known = (ofProcess[ordinal] ??= []);
    for (const event of known) if (this.#isDeclaredBy(event, operation)) return event;
    const event = eventOf(operation, this.#names, isLazy, ordinal);
    if (known.length < MOST_ALIKE) known.push(event);
    return event;
  }

  /** The event that is equal to one that is complete. */
  complete(event: Event): Event {
    const hash = hashOf(event);
    const alike = this.#complete.get(hash);
    if (alike === undefined) {
      this.#complete.set(hash, [event]);
      return event;
    }
    for (const other of alike) if (isEqual(other, event)) return other;
    if (alike.length < MOST_ALIKE) alike.push(event);
    return event;
  }

  #isDeclaredBy(event: Event, operation: EnabledOperation): boolean {
    const { object, secondObject } = operation;
    const { objectKeys } = this.#names;
    if (event.kind !== operation.kind || operation.turn !== undefined || operation.endsActor !== 0) return false;
    if (object === undefined) {
      if (event.object >= 0) return false;
    } else if (objectKeys[event.object] !== object.key || event.access !== operation.access) return false;
    if (secondObject === undefined ? event.secondObject >= 0 : objectKeys[event.secondObject] !== secondObject.key) {
      return false;
    }
    const { condition } = operation;
    return (
      event.ends === undefined &&
      event.turn === undefined &&
      event.ownerKey === ownerOf(operation) &&
      Object.is(event.snapshot, object?.snapshot) &&
      event.condition?.isMet === condition?.isMet &&
      Object.is(event.condition?.argument, condition?.argument)
    );
  }
}

function hashOf({ alternative, draws, ends, object, ordinal, process, touches }: Event): number {
  let hash = foldA(foldA(foldA(process, ordinal), object), alternative);
  for (const value of draws) hash = foldA(hash, value);
  if (touches !== undefined) for (const touch of touches) hash = foldA(hash, touch.object * 16 + touch.access);
  if (ends !== undefined) for (const owner of ends) hash = foldA(hash, owner);
  return hash;
}

/** Whether two complete events are equal. */
function isEqual(one: Event, other: Event): boolean {
  return (
    one.process === other.process &&
    one.ordinal === other.ordinal &&
    areAlike(one, other) &&
    one.isFatal === other.isFatal &&
    one.isFault === other.isFault &&
    one.isLastFault === other.isLastFault &&
    areTouchesEqual(one.touches, other.touches) &&
    areNumbersEqual(one.ends, other.ends) &&
    areNumbersEqual(one.cancels, other.cancels)
  );
}

function areTouchesEqual(one: readonly EventAccess[] | undefined, other: readonly EventAccess[] | undefined): boolean {
  if (one === undefined || other === undefined) return one === other;
  const isSame = (touch: EventAccess, index: number): boolean => {
    const same = other[index];
    return (
      same !== undefined &&
      touch.object === same.object &&
      touch.access === same.access &&
      touch.parent === same.parent &&
      Object.is(touch.snapshot, same.snapshot)
    );
  };
  return one.length === other.length && one.every(isSame);
}

function areNumbersEqual(one: readonly number[] | undefined, other: readonly number[] | undefined): boolean {
  if (one === undefined || other === undefined) return one === other;
  return one.length === other.length && one.every((number, index) => number === other[index]);
}
