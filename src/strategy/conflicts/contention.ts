// Which pending operations race with one that is performed: what partial order sampling draws anew. It is the
// relation of `isDependent` less the program order, and wider in one thing: messages that reach a mailbox and receives
// from it race, since their order decides which message a receive takes.

import { Access, Role } from "../../trace/index.ts";
import type { EnabledOperation, TouchedObject } from "../../trace/index.ts";

/** What a performed operation has touched; the operation itself is written over by its successor. */
export interface DeclaredAccess {
  object: TouchedObject | undefined;
  secondObject: TouchedObject | undefined;
  isRead: boolean;
}

/** A touch of nothing. */
export function noTouch(): DeclaredAccess {
  return { object: undefined, secondObject: undefined, isRead: true };
}

/** Keeps what `operation` touches. */
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
  // Clocks, which timers touch second, are the object of no operation.
  return touch.secondObject !== undefined && touch.secondObject === operation.secondObject;
}

/**
 * Whether an operation that is about to be performed can go on only because another step let it, whatever permits its
 * object has: a join, after the exit. It is no rival of that step.
 */
export function isReleased({ requiredPermits, role, permits }: EnabledOperation): boolean {
  return role === Role.task && requiredPermits > permits;
}

/** The whole of what an operation touches, by which its possible contenders are found. */
export function wholeOf({ object }: EnabledOperation): TouchedObject | undefined {
  return object?.parent ?? object;
}
