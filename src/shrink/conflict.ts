// Whether the order of two steps can matter, by all that they were seen to touch.

import { Access } from "../trace/index.ts";
import type { TouchedObject } from "../trace/index.ts";
import type { ObservedStep } from "../strategy/index.ts";

/**
 * Whether two steps of different tasks race if neither causes the other. Unlike independence (`isDependent`) this takes two
 * messages to one mailbox for a race: which comes first decides what a receive takes.
 */
export function conflict(one: ObservedStep, other: ObservedStep): boolean {
  return meet(one, other, Access.write) || meetAs(Access.append, one, other) || ends(one, other) || ends(other, one);
}

/** Whether one of two steps must come after the other wherever both happen, as happens-before has it. */
export function isOrdered(one: ObservedStep, other: ObservedStep): boolean {
  return one.key === other.key || meet(one, other, Access.write) || ends(one, other) || ends(other, one);
}

function meet(one: ObservedStep, other: ObservedStep, decisive: Access): boolean {
  return one.touches.some((left) =>
    other.touches.some(
      (right) => ((left.access | right.access) & decisive) !== 0 && overlap(left.object, right.object),
    ),
  );
}

function meetAs(access: Access, one: ObservedStep, other: ObservedStep): boolean {
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
