// Lessons on their way to another thread. Most say no more than that a class was new, so those are numbers.

import type { Lesson } from "../../strategy/index.ts";

/** The lessons of a round. */
export interface PackedLessons {
  /** The executions that showed a new class and taught nothing else. */
  readonly found: Float64Array;
  readonly others: readonly Lesson[];
}

/** Makes lessons small. */
export function packLessons(lessons: readonly Lesson[]): PackedLessons {
  return {
    found: Float64Array.from(
      lessons.filter(({ taught }) => taught === undefined),
      ({ index }) => index,
    ),
    others: lessons.filter(({ taught }) => taught !== undefined),
  };
}

/** The same lessons again, in order of index. */
export function unpackLessons({ found, others }: PackedLessons): readonly Lesson[] {
  const lessons = [...Array.from(found, (index) => ({ index, isNewClass: true, taught: undefined })), ...others];
  return others.length === 0 ? lessons : lessons.toSorted((one, other) => one.index - other.index);
}
