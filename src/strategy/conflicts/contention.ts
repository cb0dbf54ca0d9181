// Which pending operations race with one that is performed, and so have their priority redrawn in partial order
// sampling. The relation is `isDependent` without the program order, and wider in one respect: messages that reach a
// mailbox and receives from it race, since their order decides which message a receive takes.

import { Access, isExclusive, Role } from "../../trace/index.ts";
import type { EnabledOperation, TouchedObject } from "../../trace/index.ts";

/** The access of a performed operation, copied because the kernel reuses the operation object. */
export interface DeclaredAccess {
  object: TouchedObject | undefined;
  secondObject: TouchedObject | undefined;
  isRead: boolean;
}

/** An access to no object. */
export function noTouch(): DeclaredAccess {
  return { object: undefined, secondObject: undefined, isRead: true };
}

/** Copies the access of `operation`. */
export function remember(touch: DeclaredAccess, operation: EnabledOperation): void {
  touch.object = operation.object;
  touch.secondObject = operation.secondObject;
  touch.isRead = operation.access === Access.read;
}

/** Whether the order of a performed operation and a pending one of another task can matter. */
export function contends(touch: DeclaredAccess, operation: EnabledOperation): boolean {
  const { object } = operation;
  if (object !== undefined && touch.object !== undefined) {
    const overlaps = object === touch.object || object.parent === touch.object || object === touch.object.parent;
    if (overlaps && !(touch.isRead && operation.access === Access.read)) return true;
  }
  // Clocks, which timers access as second object, are the object of no operation.
  return touch.secondObject !== undefined && touch.secondObject === operation.secondObject;
}

/**
 * Whether an operation that is about to be performed was enabled by another step for good, or by a message: a join, a
 * receive. It does not race with that step.
 */
export function isReleased({ access, condition, role }: EnabledOperation): boolean {
  return role === Role.task && condition !== undefined && !isExclusive(access);
}

/** The whole that an operation accesses a part of, by which its possible contenders are found. */
export function wholeOf({ object }: EnabledOperation): TouchedObject | undefined {
  return object?.parent ?? object;
}
