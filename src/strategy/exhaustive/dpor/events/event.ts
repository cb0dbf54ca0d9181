// One performed operation as recorded by the reduction: its task, the objects that it touched, the alternative that it
// took. Processes and objects are small integers, the same in every execution of a search.

import { Access, isBarrierKind, Role } from "../../../../trace/index.ts";
import type {
  Condition,
  EnabledOperation,
  ObjectAccess,
  StepFootprint,
  TimerTurn,
  TouchedObject,
} from "../../../../trace/index.ts";
import type { EventNames } from "./names.ts";

/** An access that was observed while the event was performed; −1 for no parent. */
export interface EventAccess extends ObjectAccess<number> {
  /** What the object was before the access, as far as operations wait for it. */
  readonly snapshot: unknown;
}

/** One event. Complete once the next one begins; immutable from then on. */
export interface Event extends StepFootprint<number> {
  /** The number of what it touches, once it was asked for; −1 before. See dependence.ts. */
  footprint: number;
  /** The task that performed it; tasks are the processes of the papers. */
  readonly process: number;
  /** Its index among the events of its process. */
  readonly ordinal: number;
  readonly kind: string;
  /** −1 for none; likewise the other object numbers. */
  readonly object: number;
  readonly parent: number;
  readonly secondObject: number;
  /** What its object was before it, as far as operations wait for it. */
  readonly snapshot: unknown;
  /** What it waited for; `undefined` if it could always be performed. */
  readonly condition: Condition | undefined;
  readonly isFault: boolean;
  /** Whether it is the last fault within its budget. */
  readonly isLastFault: boolean;
  /** For a fault that stands for one at the end: the event that it comes before, though it does not depend on it. */
  standsBefore: Event | undefined;
  /** Whether it is a receive. */
  readonly isTake: boolean;
  /**
   * Whether it could only be performed when nothing else was enabled: a timer in lazy time, or a wait for quiescence.
   * It is ordered with every other event.
   */
  readonly isBarrier: boolean;
  /** Its deadline, if it is a timer; −1 otherwise. */
  readonly deadline: number;
  /** Its place among other timers, if it is one of JavaScript; not in lazy time. */
  readonly turn: TimerTurn | undefined;
  /**
   * The alternative that the operation took: the message it received, the value it drew; −1 when there is only one or
   * none was taken yet.
   */
  alternative: number;
  /** Whether it failed, which ended the execution. */
  isFatal: boolean;
  /** The values that it drew besides: after the first, or after the message it received. */
  draws: readonly number[];
  touches: EventAccess[] | undefined;
  /** The actors that it cancelled; everything that they do later comes after it. */
  cancels: number[] | undefined;
  /** The owners that it ended or cancelled: actors, and what faults occur at. */
  ends: number[] | undefined;
}

/** The owner of an operation: its actor; for a fault a number for what befalls that actor, which ends with any exit. */
export function ownerOf({ ownerKey, role }: Pick<EnabledOperation, "ownerKey" | "role">): number {
  return role === Role.fault ? victimOf(ownerKey) : ownerKey;
}

/** The owner of the faults of an actor. */
export function victimOf(actor: number): number {
  return -1 - actor;
}

const NO_DRAWS: readonly number[] = [];

/** The event for an operation that is about to be performed. */
export function eventOf(operation: EnabledOperation, names: EventNames, isLazy: boolean, ordinal: number): Event {
  const { access, condition, deadline, secondObject, endsActor, key, kind, object, role } = operation;
  const ownerKey = ownerOf(operation);
  if (role === Role.timer && secondObject !== undefined) names.clock = names.object(secondObject.key);
  return {
    footprint: -1,
    process: names.process(key, ownerKey),
    ordinal,
    kind,
    object: object === undefined ? -1 : names.object(object.key),
    parent: object?.parent === undefined ? -1 : names.object(object.parent.key),
    access: object === undefined ? Access.none : access,
    secondObject: secondObject === undefined ? -1 : names.object(secondObject.key),
    secondAccess: secondObject === undefined ? Access.none : Access.write,
    ownerKey,
    snapshot: object?.snapshot,
    condition,
    isFault: role === Role.fault,
    isLastFault: role === Role.fault && operation.budget <= 1,
    standsBefore: undefined,
    isTake: access === Access.take,
    isBarrier: (isLazy && role === Role.timer) || isBarrierKind(kind),
    deadline: role === Role.timer && !isLazy ? deadline : -1,
    turn: isLazy ? undefined : operation.turn,
    alternative: -1,
    isFatal: false,
    draws: NO_DRAWS,
    touches: undefined,
    cancels: undefined,
    ends: endsActor === 0 ? undefined : [endsActor, victimOf(endsActor)],
  };
}

/** An access to an object that is known by its key. */
export function accessOf({ key, parent, snapshot }: TouchedObject, access: Access, names: EventNames): EventAccess {
  return { object: names.object(key), parent: parent === undefined ? -1 : names.object(parent.key), access, snapshot };
}

/** Whether two events of one process are equal, given that they touch only what they declare. */
export function areAlike(one: Event, other: Event): boolean {
  return (
    one.kind === other.kind &&
    one.object === other.object &&
    takesSame(one, other) &&
    Object.is(one.snapshot, other.snapshot) &&
    one.condition?.isMet === other.condition?.isMet &&
    Object.is(one.condition?.argument, other.condition?.argument) &&
    one.secondObject === other.secondObject &&
    one.parent === other.parent &&
    one.access === other.access &&
    one.deadline === other.deadline &&
    isSameTurn(one.turn, other.turn) &&
    one.isBarrier === other.isBarrier
  );
}

function isSameTurn(one: TimerTurn | undefined, other: TimerTurn | undefined): boolean {
  if (one === undefined || other === undefined) return one === other;
  return (
    one.line === other.line &&
    one.place === other.place &&
    one.ticks === other.ticks &&
    one.isBehindTimers === other.isBehindTimers
  );
}

/** Whether two events took the same alternative and drew the same values. */
export function takesSame({ alternative, draws }: Event, other: Event): boolean {
  return (
    alternative === other.alternative &&
    draws.length === other.draws.length &&
    draws.every((value, index) => value === other.draws[index])
  );
}

/**
 * Whether exploring one leads to the other. A pending operation has not taken an alternative yet, and one that is
 * prescribed has not drawn all of its values: exploring any of them leads to the others.
 */
export function isSameAlternative({ alternative, draws }: Event, other: Event): boolean {
  if (alternative < 0 || other.alternative < 0) return true;
  if (alternative !== other.alternative) return false;
  const common = Math.min(draws.length, other.draws.length);
  for (let index = 0; index < common; index += 1) if (draws[index] !== other.draws[index]) return false;
  return true;
}
