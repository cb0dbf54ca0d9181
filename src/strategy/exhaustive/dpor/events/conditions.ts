// What operations wait for, judged by what earlier events found at their objects.

import type { Event } from "./event.ts";

/** Whether an operation was enabled before an event that wrote its object. */
export function wasEnabledBefore(operation: Event, write: Event | undefined): boolean {
  return isMet(operation, snapshotBefore(write, operation.object));
}

/** Whether the condition of an operation is met by a snapshot of its object. */
export function isMet({ condition }: Event, snapshot: unknown): boolean {
  return condition !== undefined && snapshot !== undefined && condition.isMet(snapshot, condition.argument);
}

/** What an event found at an object that it touched. */
export function snapshotBefore(event: Event | undefined, object: number): unknown {
  if (event === undefined) return undefined;
  return event.object === object ? event.snapshot : event.touches?.find((touch) => touch.object === object)?.snapshot;
}
