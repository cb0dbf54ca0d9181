// Which pending operations race with one that is performed: what partial order sampling draws anew. It is the
// relation of `isDependent` less the program order, and wider in one thing: messages that reach a mailbox and receives
// from it race, since their order decides which message a receive takes.

import { Access, Role } from "../../trace/index.ts";
import type { EnabledOperation, TouchedObject } from "../../trace/index.ts";

/** What a performed operation has touched; the operation itself is written over by its successor. */
export interface Touch {
  object: TouchedObject | undefined;
  also: TouchedObject | undefined;
  isRead: boolean;
}

/** A touch of nothing. */
export function noTouch(): Touch {
  return { object: undefined, also: undefined, isRead: true };
}

/** Keeps what `operation` touches. */
export function remember(touch: Touch, operation: EnabledOperation): void {
  touch.object = operation.object;
  touch.also = operation.also;
  touch.isRead = operation.access === Access.read;
}

/** Whether the order of a performed operation and a pending one of another task can matter. */
export function contends(touch: Touch, operation: EnabledOperation): boolean {
  const { object } = operation;
  if (object !== undefined && touch.object !== undefined) {
    const overlaps = object === touch.object || object.parent === touch.object || object === touch.object.parent;
    if (overlaps && !(touch.isRead && operation.access === Access.read)) return true;
  }
  // Clocks, which timers touch second, are the object of no operation.
  return touch.also !== undefined && touch.also === operation.also;
}

/**
 * Whether an operation that is about to be performed can go on only because another step let it, whatever permits its
 * object has: a join, after the exit. It is no rival of that step.
 */
export function isLetGo({ need, role, room }: EnabledOperation): boolean {
  return role === Role.task && need > room;
}

/** The whole of what an operation touches, by which its possible contenders are found. */
export function wholeOf({ object }: EnabledOperation): TouchedObject | undefined {
  return object?.parent ?? object;
}
