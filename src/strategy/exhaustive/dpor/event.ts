// One performed operation as the reduction keeps it: who, what it touched, which alternative it took. Processes and
// objects are small integers, the same in every execution of a search.

import { Access, QUIESCENCE_KIND, Role } from "../../../trace/index.ts";
import type { EnabledOperation } from "../../../trace/index.ts";
import type { EventNames } from "./names.ts";

/** A touch that came to light while the event was performed. */
export interface EventAccess {
  readonly object: number;
  readonly access: Access;
}

/** One event. Complete once the next one begins; then it never changes. */
export interface Event {
  /** Which task performed it; tasks are the processes of the papers. */
  readonly process: number;
  /** Its place among the events of its process. */
  readonly ordinal: number;
  readonly kind: string;
  /** −1 for none; so are the other numbers of objects. */
  readonly object: number;
  readonly parent: number;
  readonly access: Access;
  readonly secondObject: number;
  /** The key of the actor with which its process ends; 0 for none. */
  readonly ownerKey: number;
  readonly permits: number;
  readonly requiredPermits: number;
  readonly isFault: boolean;
  /** Whether it is the last fault that its budget pays for. */
  readonly isLastFault: boolean;
  /** Whether it is a receive. */
  readonly isTake: boolean;
  /** Whether it could only be performed when nothing else could: a timer in lazy time, or a wait for that. All else comes before it or after it. */
  readonly isBarrier: boolean;
  /** When it is due, if it is a timer; −1 else. */
  readonly deadline: number;
  /** Which of several events the operation was: the message it took, the value it drew; −1 when there is one or none yet. */
  alternative: number;
  touches: EventAccess[] | undefined;
  /** The actors that it cancelled; all that they do later comes after it. */
  cancels: number[] | undefined;
  /** The actors that it ended or cancelled. */
  ends: number[] | undefined;
  /** The objects that are their lives. */
  lives: number[] | undefined;
}

/** The event that performing `operation` is about to be. */
export function eventOf(operation: EnabledOperation, names: EventNames, isLazy: boolean, ordinal: number): Event {
  const { access, secondObject, endsActor, key, kind, requiredPermits, object, ownerKey, role, permits } = operation;
  if (role === Role.timer && secondObject !== undefined) names.clock = names.object(secondObject.key);
  return {
    process: names.process(key, ownerKey),
    ordinal,
    kind,
    object: object === undefined ? -1 : names.object(object.key),
    parent: object?.parent === undefined ? -1 : names.object(object.parent.key),
    access,
    secondObject: secondObject === undefined ? -1 : names.object(secondObject.key),
    ownerKey,
    permits,
    requiredPermits: role === Role.timer ? 0 : requiredPermits,
    isFault: role === Role.fault,
    isLastFault: role === Role.fault && operation.budget <= 1,
    isTake: access === Access.take,
    isBarrier: (isLazy && role === Role.timer) || kind === QUIESCENCE_KIND,
    deadline: role === Role.timer && !isLazy ? requiredPermits : -1,
    alternative: -1,
    touches: undefined,
    cancels: undefined,
    ends: endsActor === 0 ? undefined : [endsActor],
    lives: undefined,
  };
}

/** Whether two events of one process, which touch nothing but what they declare, are the same but for the object. */
export function areAlike(one: Event, other: Event): boolean {
  return (
    one.kind === other.kind &&
    one.object === other.object &&
    one.alternative === other.alternative &&
    one.permits === other.permits &&
    one.requiredPermits === other.requiredPermits &&
    one.secondObject === other.secondObject &&
    one.parent === other.parent &&
    one.access === other.access &&
    one.deadline === other.deadline &&
    one.isBarrier === other.isBarrier
  );
}

/** Whether the order of two events matters: `isDependent`, with all that they were seen to touch. */
export function areDependent(one: Event, other: Event): boolean {
  if (one.process === other.process || one.isBarrier || other.isBarrier) return true;
  if (one.object >= 0 && other.object >= 0 && ((one.access | other.access) & Access.write) !== 0) {
    if (one.object === other.object || one.parent === other.object || other.parent === one.object) return true;
  }
  if (one.secondObject >= 0 && (one.secondObject === other.secondObject || one.secondObject === other.object))
    return true;
  if (other.secondObject >= 0 && other.secondObject === one.object) return true;
  if (one.touches !== undefined && isTouched(one.touches, other)) return true;
  if (other.touches !== undefined && isTouched(other.touches, one)) return true;
  return isEnded(one, other) || isEnded(other, one);
}

/** A pending operation has not chosen yet: what is explored with any choice of it leads to the others. */
function isSameChoice({ alternative }: Event, other: Event): boolean {
  return alternative === other.alternative || alternative < 0 || other.alternative < 0;
}

function isTouched(touches: readonly EventAccess[], other: Event): boolean {
  return touches.some(({ access, object }) => {
    if (object === other.secondObject) return true;
    if ((object === other.object || object === other.parent) && ((access | other.access) & Access.write) !== 0)
      return true;
    return (
      other.touches?.some((touch) => touch.object === object && ((touch.access | access) & Access.write) !== 0) === true
    );
  });
}

function isEnded({ ends }: Event, { ownerKey }: Event): boolean {
  return ends !== undefined && ends.includes(ownerKey);
}

/**
 * Whether a sequence that begins with `event` leads to some execution that `sequence` leads to, the weak initials of
 * Abdulla et al.: no event before the one of its process, or none at all, depends on it.
 * @returns the place of the event of its process, −1 when there is none, `undefined` when it is no weak initial
 */
export function placeAsInitial(event: Event, sequence: readonly Event[]): number | undefined {
  for (let place = 0; place < sequence.length; place += 1) {
    const other = sequence[place];
    if (other === undefined) break;
    if (other.process === event.process) return isSameChoice(event, other) ? place : undefined;
    if (areDependent(other, event)) return undefined;
  }
  return -1;
}
