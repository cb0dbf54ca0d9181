// Whether the order of two steps can matter, by their observed footprints.

import { Access, conflicts, objectText } from "../trace/index.ts";
import type { TouchedObject } from "../trace/index.ts";
import type { ObservedAccess, ObservedStep } from "../strategy/index.ts";

/**
 * Whether two steps of different tasks race if neither causes the other. Unlike independence (`isDependent`) this
 * treats two messages to one mailbox as a race: which comes first decides what a receive takes.
 */
export function conflict(one: ObservedStep, other: ObservedStep): boolean {
  return haveConflict(one, other) || haveSameAccess(Access.append, one, other) || ends(one, other) || ends(other, one);
}

/** Whether two steps are ordered by happens-before wherever both happen. */
export function isOrdered(one: ObservedStep, other: ObservedStep): boolean {
  return one.key === other.key || haveConflict(one, other) || ends(one, other) || ends(other, one);
}

/**
 * What two steps touch, not by their operations but by the code in them, such that their order matters: of each its name
 * and what it does to it. `undefined` where the operations say it, nothing
 * has a name, or neither is an await of instrumented code.
 */
export function touchedByCode(one: ObservedStep, other: ObservedStep): readonly [string, string] | undefined {
  if (one.object !== undefined || other.object !== undefined) return undefined;
  if (one.kind !== "await" && other.kind !== "await") return undefined;
  for (const left of one.touches) {
    for (const right of other.touches) {
      const isNamed = left.object.shown !== undefined && right.object.shown !== undefined;
      if (!isNamed || !conflicts(left.access, right.access) || !overlap(left.object, right.object)) continue;
      return [textOf(left), textOf(right)];
    }
  }
  return undefined;
}

function textOf({ access, object }: ObservedAccess): string {
  const name = object.shown === undefined ? "" : objectText(object.shown);
  return `${name} (${access === Access.read ? "read" : "write"})`;
}

function haveConflict(one: ObservedStep, other: ObservedStep): boolean {
  return one.touches.some((left) =>
    other.touches.some((right) => conflicts(left.access, right.access) && overlap(left.object, right.object)),
  );
}

function haveSameAccess(access: Access, one: ObservedStep, other: ObservedStep): boolean {
  return one.touches.some(
    (left) =>
      left.access === access &&
      other.touches.some((right) => right.access === access && left.object.key === right.object.key),
  );
}

/** Objects of different executions are the same when their keys are. */
function overlap(one: TouchedObject, other: TouchedObject): boolean {
  return one.key === other.key || one.parent?.key === other.key || other.parent?.key === one.key;
}

function ends({ ends: ended }: ObservedStep, { ownerKey }: ObservedStep): boolean {
  return ownerKey !== 0 && ended.includes(ownerKey);
}
