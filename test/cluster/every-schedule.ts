// Runs a small program on nodes under every schedule and under one of each class, and compares the outcomes.

import { explore } from "heddle";
import type { ExploreOptions, StrategyName } from "heddle";
import { expect } from "vitest";

/** A program that reports the outcome of an execution. */
export type Reporting = (report: (outcome: unknown) => void) => Promise<void>;

/** The outcomes of every schedule of a program. */
export interface Shown {
  readonly schedules: number;
  readonly classes: number;
  /** Each distinct outcome as JSON, sorted. */
  readonly outcomes: readonly string[];
}

/** All schedules by depth-first search; the reduction must run one execution of each class and see the same outcomes. */
export async function everySchedule(program: Reporting, options: ExploreOptions = {}): Promise<Shown> {
  const all = await shownBy("dfs", program, options);
  const reduced = await shownBy("dpor", program, options);
  expect(reduced.outcomes).toEqual(all.outcomes);
  expect([reduced.schedules, reduced.classes]).toEqual([all.classes, all.classes]);
  return all;
}

/** The outcomes of one execution of each class. */
export async function everyClass(program: Reporting, options: ExploreOptions = {}): Promise<Shown> {
  return shownBy("dpor", program, options);
}

/**
 * The outcomes of all schedules, regardless of the classes of faults at quiescence.
 * @param redundant executions of the reduction that repeat a class
 */
export async function sameOutcomes(
  program: Reporting,
  options: ExploreOptions = {},
  redundant: number = 0,
): Promise<readonly string[]> {
  const all = await shownBy("dfs", program, options);
  const reduced = await shownBy("dpor", program, options, redundant);
  expect(reduced.outcomes).toEqual(all.outcomes);
  return all.outcomes;
}

async function shownBy(
  strategy: StrategyName,
  program: Reporting,
  options: ExploreOptions,
  redundant: number = 0,
): Promise<Shown> {
  const seen = new Set<string>();
  const report = await explore(
    () =>
      program((outcome) => {
        seen.add(JSON.stringify(outcome));
      }),
    { strategy, executions: 500_000, shrink: false, ...options },
  );
  const [counterexample] = report.counterexamples;
  if (counterexample !== undefined) throw counterexample.error;
  const shown = { isProved: report.exhausted, redundant: report.redundant, doubt: report.doubt?.kind };
  expect(shown).toEqual({ isProved: true, redundant, doubt: undefined });
  return { schedules: report.executions, classes: report.classes, outcomes: [...seen].toSorted() };
}
