// The default schedule, from which recordings deviate: the running task continues while it is enabled; otherwise the
// lowest enabled operation in canonical order is next (tasks by spawn path, then signals, then timers, then faults);
// draws give 0.

import { mix } from "../../choice/index.ts";
import { InternalError } from "../../errors.ts";
import type { EnabledOperation } from "../../trace/index.ts";

/** The operation that the default schedule performs. */
export function defaultOperation(
  enabled: readonly EnabledOperation[],
  running: EnabledOperation | undefined,
): EnabledOperation {
  if (running !== undefined) return running;
  let lowest: EnabledOperation | undefined;
  let lowestRank: readonly number[] = [];
  for (const operation of enabled) {
    // Computed on every access.
    const { rank } = operation;
    if (lowest === undefined || compareRank(rank, lowestRank) < 0) {
      lowest = operation;
      lowestRank = rank;
    }
  }
  if (lowest === undefined) throw new InternalError("A choice was requested although no operation is enabled.");
  return lowest;
}

/** The enabled operations, lowest first: the same list in every execution that reaches this state. */
export function canonicalOrder(enabled: readonly EnabledOperation[]): readonly EnabledOperation[] {
  return enabled
    .map((operation) => ({ operation, rank: operation.rank }))
    .toSorted((one, other) => compareRank(one.rank, other.rank))
    .map(({ operation }) => operation);
}

/** A 16-bit hash of an operation's task, kind and object. */
export function labelOf({ key, kind, object }: EnabledOperation): number {
  let label = mix(key, object?.key ?? 0);
  for (let index = 0; index < kind.length; index += 1) label = mix(label, kind.charCodeAt(index));
  return label & 0xffff;
}

function compareRank(one: readonly number[], other: readonly number[]): number {
  const length = Math.min(one.length, other.length);
  for (let index = 0; index < length; index += 1) {
    const difference = (one[index] ?? 0) - (other[index] ?? 0);
    if (difference !== 0) return difference;
  }
  return one.length - other.length;
}
