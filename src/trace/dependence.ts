// What makes the order of two steps matter: the one definition, from which the reduction, the counting of classes and
// sampling derive what they need. docs/reduction.md says the same in words; a test holds the two together.

import { isBarrierKind } from "./operation.ts";
import type { EnabledOperation, TouchedObject } from "./operation.ts";

/**
 * How an operation accesses its object. A write conflicts with every other access; all other accesses commute.
 * Deliveries to a mailbox (`append`) and receives from it (`take`) commute, since executions are distinguished by
 * which message each receive takes.
 */
export const Access = { none: 0, read: 1, write: 2, append: 4, take: 8 } as const;
export type Access = (typeof Access)[keyof typeof Access];

/** For each access, the accesses that it conflicts with; by its number. */
const CONFLICTS: readonly number[] = conflictsOf({
  none: [],
  read: ["write"],
  write: ["read", "write", "append", "take"],
  append: ["write"],
  take: ["write"],
});

function conflictsOf(table: Readonly<Record<keyof typeof Access, readonly (keyof typeof Access)[]>>): number[] {
  const byNumber: number[] = Array.from({ length: Access.take + 1 }, () => 0);
  for (const access of Object.keys(Access) as (keyof typeof Access)[]) {
    for (const other of table[access]) byNumber[Access[access]] = (byNumber[Access[access]] ?? 0) | Access[other];
  }
  return byNumber;
}

/** Whether two accesses of the same object, or of an object and a part of it, conflict. */
export function conflicts(one: Access, other: Access): boolean {
  return ((CONFLICTS[one] ?? 0) & other) !== 0;
}

/**
 * Whether an access conflicts with every other. The accesses that are not exclusive commute with each other, so that
 * the past of an object is its last exclusive access and the set of the others since.
 */
export function isExclusive(access: Access): boolean {
  return (access & EXCLUSIVE) !== 0;
}

const EVERY = Access.read | Access.write | Access.append | Access.take;
/** The exclusive accesses as one number, since each access of each step is looked up. */
const EXCLUSIVE = Object.values(Access).reduce<number>(
  (found, access) => (CONFLICTS[access] === EVERY ? found | access : found),
  0,
);

/** One access of a step. An access to the whole is an access to each part. */
export interface ObjectAccess<Thing> {
  readonly object: Thing;
  readonly parent: Thing;
  readonly access: Access;
}

/** What a step does, as far as its order matters. Things are compared by identity: objects, or numbers for them. */
export interface StepFootprint<Thing> extends ObjectAccess<Thing> {
  /** The task that performs it. */
  readonly process: number;
  /** The key of the actor whose end disables it; 0 if there is none. */
  readonly ownerKey: number;
  /** A second object that it accesses. */
  readonly secondObject: Thing;
  readonly secondAccess: Access;
  /** The accesses that were found out while it was performed. */
  readonly touches: readonly ObjectAccess<Thing>[] | undefined;
  /** The keys of the actors that it ends or cancels. */
  readonly ends: readonly number[] | undefined;
  /** Whether it can only be performed when nothing else is enabled. */
  readonly isBarrier: boolean;
}

/**
 * Whether the order of two steps can matter: one process performs both; one of them waits for quiescence; they touch one
 * object, or one a part of the other's object, and the accesses conflict; or one ends the actor of the other.
 */
export function areDependent<Thing>(one: StepFootprint<Thing>, other: StepFootprint<Thing>): boolean {
  if (one.process === other.process || one.isBarrier || other.isBarrier) return true;
  if (meet(one, other)) return true;
  if (one.secondAccess !== Access.none && isAtSecond(one, other)) return true;
  if (other.secondAccess !== Access.none && isAtSecond(other, one)) return true;
  if (one.touches !== undefined && isTouched(one.touches, other)) return true;
  if (other.touches !== undefined && isTouched(other.touches, one)) return true;
  return isEnded(one, other) || isEnded(other, one);
}

/** Whether two accesses are to one object, or to a part and the whole, and conflict. */
function meet<Thing>(one: ObjectAccess<Thing>, other: ObjectAccess<Thing>): boolean {
  if (!conflicts(one.access, other.access)) return false;
  return one.object === other.object || one.parent === other.object || other.parent === one.object;
}

/** Whether the second access of a step conflicts with the declared ones of another. */
function isAtSecond<Thing>({ secondAccess, secondObject }: StepFootprint<Thing>, other: StepFootprint<Thing>): boolean {
  if (secondObject === other.secondObject && conflicts(secondAccess, other.secondAccess)) return true;
  return (secondObject === other.object || secondObject === other.parent) && conflicts(secondAccess, other.access);
}

function isTouched<Thing>(touches: readonly ObjectAccess<Thing>[], other: StepFootprint<Thing>): boolean {
  for (const touch of touches) {
    if (meet(touch, other)) return true;
    const isSecond = touch.object === other.secondObject || touch.parent === other.secondObject;
    if (isSecond && conflicts(touch.access, other.secondAccess)) return true;
    if (other.touches !== undefined) for (const each of other.touches) if (meet(touch, each)) return true;
  }
  return false;
}

function isEnded<Thing>({ ends }: StepFootprint<Thing>, { ownerKey }: StepFootprint<Thing>): boolean {
  return ends !== undefined && ends.includes(ownerKey);
}

/**
 * Whether the order of two operations can matter, by all that they declare: the same task performs both, or both access
 * the same object, or one accesses a part of the other's object, and at least one writes; or one ends the actor of the
 * other, or waits for quiescence. In addition, the effects of a step (a message it sends, an actor it spawns or ends)
 * come after it. The relation of Mazurkiewicz (1977).
 */
export function isDependent(one: EnabledOperation, other: EnabledOperation): boolean {
  return areDependent(declared(one), declared(other));
}

function declared(operation: EnabledOperation): StepFootprint<TouchedObject | undefined> {
  const { access, endsActor, id, kind, object, ownerKey, secondObject } = operation;
  return {
    process: id,
    ownerKey,
    object,
    parent: object?.parent,
    access: object === undefined ? Access.none : access,
    secondObject,
    secondAccess: secondObject === undefined ? Access.none : Access.write,
    touches: undefined,
    ends: endsActor === 0 ? undefined : [endsActor],
    isBarrier: isBarrierKind(kind),
  };
}
