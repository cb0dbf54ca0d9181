// A compact form of feedback for other threads. Most feedback only says that a class was new, which is packed as a
// number.

import type { Feedback } from "../../strategy/index.ts";

/** The feedback of a round. */
export interface PackedFeedback {
  /** The indices of executions that showed a new class and gave no other feedback. */
  readonly newClasses: Float64Array;
  readonly others: readonly Feedback[];
}

/** Packs feedback. */
export function packFeedback(feedback: readonly Feedback[]): PackedFeedback {
  return {
    newClasses: Float64Array.from(
      feedback.filter(({ data }) => data === undefined),
      ({ index }) => index,
    ),
    others: feedback.filter(({ data }) => data !== undefined),
  };
}

/** Unpacks feedback, in order of index. */
export function unpackFeedback({ newClasses, others }: PackedFeedback): readonly Feedback[] {
  const feedback = [...Array.from(newClasses, (index) => ({ index, isNewClass: true, data: undefined })), ...others];
  return others.length === 0 ? feedback : feedback.toSorted((one, other) => one.index - other.index);
}
