// The shrinking of the portfolio's counterexamples: one row per program, medians over its trials.

import { markdown } from "./markdown.ts";
import type { Results } from "./results.ts";
import type { BeforeAfter, Shrinking } from "./trials.ts";

/** The table with a sentence about it, as Markdown. */
export function shrinkingTable(programs: readonly string[], results: Results, strategy: string): string {
  const measured = programs.flatMap((program) => {
    const { shrinkings = [] } = results.get(program, strategy) ?? {};
    return shrinkings.length === 0 ? [] : [{ program, shrinkings }];
  });
  const all = measured.flatMap(({ shrinkings }) => shrinkings);
  const deviations = all.map((shrinking) => shrinking.deviations[1]);
  return [
    "Shrinking what the portfolio found, medians of the trials, and the longest time of one:",
    markdown([
      ["program", "steps before → after", "switches before → after", "deviations before → after", "re-runs", "longest"],
      ...measured.map(({ program, shrinkings }) => [program, ...columnsOf(shrinkings)]),
    ]),
    `Of ${all.length} counterexamples half have at most ${counted(median(deviations))}, the longest ` +
      `${Math.max(...deviations)}; ${all.filter(({ elapsedMs }) => elapsedMs > 2_000).length} took more than 2 s.`,
  ].join("\n\n");
}

function columnsOf(shrinkings: readonly Shrinking[]): readonly string[] {
  const change = (of: (shrinking: Shrinking) => BeforeAfter): string =>
    `${median(shrinkings.map((each) => of(each)[0]))} → ${median(shrinkings.map((each) => of(each)[1]))}`;
  return [
    change(({ steps }) => steps),
    change(({ switches }) => switches),
    change((each) => each.deviations),
    String(median(shrinkings.map(({ reruns }) => reruns))),
    `${Math.round(Math.max(...shrinkings.map(({ elapsedMs }) => elapsedMs)))} ms`,
  ];
}

function median(figures: readonly number[]): number {
  return figures.toSorted((one, other) => one - other)[Math.ceil(figures.length / 2) - 1] ?? 0;
}

function counted(deviations: number): string {
  return `${deviations} deviation${deviations === 1 ? "" : "s"}`;
}
