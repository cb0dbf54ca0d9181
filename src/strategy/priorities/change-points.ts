// The change points of PCT: decisions at which the highest-priority task is demoted, with its new priority.

import type { Generator } from "../../choice/index.ts";

/** A decision at which the highest-priority task is demoted. */
export interface ChangePoint {
  readonly decision: number;
  /** In (0, 1): below every initial priority, and as in the paper independent of when the point occurs. */
  readonly priority: number;
}

/** Draws up to `count` distinct points among `length` decisions, the latest first. */
export function drawChangePoints(generator: Generator, count: number, length: number): ChangePoint[] {
  const clamped = Math.min(count, Math.floor(length / 4));
  const points: ChangePoint[] = [];
  while (points.length < clamped) {
    const decision = generator.below(length);
    if (points.some((point) => point.decision === decision)) continue;
    points.push({ decision, priority: (points.length + 1) / (clamped + 1) });
  }
  return points.toSorted((one, other) => other.decision - one.decision);
}
