// The reading cost of an execution: the fewer faults, deviations, drawn values and context switches, the better.

import type { NamedDeviation, Recorder } from "../strategy/index.ts";

/** One execution while it is shrunk. */
export type RecordedRun = Pick<Recorder, "deviations" | "moves" | "switches">;

/** Negative when `one` is easier to read than `other`: compares the first of the figures in which they differ. */
export function compareCost(one: RecordedRun, other: RecordedRun): number {
  const [left, right] = [costOf(one), costOf(other)];
  for (const [at, figure] of left.entries()) {
    const difference = figure - (right[at] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

function costOf({ deviations, moves, switches }: RecordedRun): readonly number[] {
  const drawn = sum(deviations, ({ alternative, kind }) => (kind === "" ? alternative : 0));
  const ranks = sum(deviations, ({ alternative, kind }) => (kind === "" ? 0 : alternative));
  const faults = deviations.filter(({ isFault }) => isFault).length;
  return [faults, deviations.length, drawn, switches, moves.length, ranks];
}

function sum(deviations: readonly NamedDeviation[], of: (deviation: NamedDeviation) => number): number {
  return deviations.reduce((total, deviation) => total + of(deviation), 0);
}
