// Lessons on their way to another thread. Most say no more than that a class was new, so those are numbers.

import type { Feedback } from "../../strategy/index.ts";

/** The lessons of a round. */
export interface PackedFeedback {
  /** The executions that showed a new class and taught nothing else. */
  readonly found: Float64Array;
  readonly others: readonly Feedback[];
}

/** Makes lessons small. */
export function packFeedback(feedback: readonly Feedback[]): PackedFeedback {
  return {
    found: Float64Array.from(
      feedback.filter(({ data }) => data === undefined),
      ({ index }) => index,
    ),
    others: feedback.filter(({ data }) => data !== undefined),
  };
}

/** The same lessons again, in order of index. */
export function unpackFeedback({ found, others }: PackedFeedback): readonly Feedback[] {
  const feedback = [...Array.from(found, (index) => ({ index, isNewClass: true, data: undefined })), ...others];
  return others.length === 0 ? feedback : feedback.toSorted((one, other) => one.index - other.index);
}
