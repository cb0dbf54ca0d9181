// The causal slice of an execution: the steps that happen before its failure (Lamport, "Time, clocks, and the ordering
// of events", 1978, with conflicts on objects instead of messages alone). The other steps cannot have contributed to
// it.

import { isOrdered } from "./conflict.ts";
import type { ObservedStep } from "../strategy/index.ts";

/**
 * The numbers of the steps that happen before some of the given ones, those included, in order.
 * @param ends numbers of steps, from 1
 */
export function causalSlice(steps: readonly ObservedStep[], ends: readonly number[]): readonly number[] {
  const kept = new Set(ends);
  for (let number = steps.length; number >= 1; number -= 1) {
    const step = steps[number - 1];
    if (step === undefined || !kept.has(number)) continue;
    for (const cause of step.causes) if (cause >= 1) kept.add(cause);
    for (let earlier = number - 1; earlier >= 1; earlier -= 1) {
      const other = steps[earlier - 1];
      if (other !== undefined && !kept.has(earlier) && isOrdered(other, step)) kept.add(earlier);
    }
  }
  return [...kept].toSorted((one, other) => one - other);
}
