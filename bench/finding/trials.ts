// One cell of the table: a program under a strategy, once for each seed, until the first bug or the limit.

import { explore, shrink } from "heddle";
import type { Counterexample, Scenario, StrategyName } from "heddle";

import type { BenchProgram } from "../programs/index.ts";

/** A figure of a counterexample before and after shrinking. */
export type BeforeAfter = readonly [before: number, after: number];

/** The effect of shrinking on one counterexample. */
export interface Shrinking {
  readonly steps: BeforeAfter;
  readonly switches: BeforeAfter;
  readonly deviations: BeforeAfter;
  readonly reruns: number;
  /** Wall-clock milliseconds. */
  readonly elapsedMs: number;
}

/** The result of a program under a strategy. */
export interface Cell {
  readonly program: string;
  readonly strategy: string;
  /** The maximum number of executions for each seed. */
  readonly limit: number;
  /** For each seed, the first failing execution, from 1; `null` when none failed. */
  readonly firsts: readonly (number | null)[];
  /** For each seed that found the bug, the effect of shrinking, if requested. */
  readonly shrinkings?: readonly Shrinking[];
}

/** The figures of a cell. */
export interface Summary {
  readonly hits: number;
  readonly trials: number;
  /** The median over all trials; a trial without a bug counts as longest, and gives `undefined` as the median. */
  readonly median: number | undefined;
  /** The mean over the trials that found the bug; `undefined` when none did. */
  readonly mean: number | undefined;
  /** The maximum over the trials that found the bug. */
  readonly worst: number | undefined;
}

/** The options of a cell. */
export interface CellOptions {
  readonly seeds: number;
  readonly limit: number;
  /** Whether to shrink the counterexamples. */
  readonly shrinks: boolean;
}

/** Runs a cell: the seeds are `finding 1`, `finding 2` … */
export async function runCell(
  { name, options = {}, program }: Pick<BenchProgram, "name" | "program"> & Partial<Pick<Scenario, "options">>,
  strategy: StrategyName,
  { limit, seeds, shrinks }: CellOptions,
): Promise<Cell> {
  const firsts: (number | null)[] = [];
  const shrinkings: Shrinking[] = [];
  for (let trial = 1; trial <= seeds; trial += 1) {
    const search = { ...options, name, strategy, seed: `finding ${trial}`, executions: limit };
    const report = await explore(program, { ...search, shrink: false });
    const [found] = report.counterexamples;
    firsts.push(found === undefined ? null : report.executions);
    if (!shrinks || found === undefined) continue;
    const start = performance.now();
    const shrunk = await shrink(program, found, { name, ...(options.checks && { checks: options.checks }) });
    if (shrunk.explanation !== undefined) shrinkings.push(shrinkingOf(shrunk, performance.now() - start));
  }
  return { program: name, strategy, limit, firsts, ...(shrinks && { shrinkings }) };
}

function shrinkingOf({ original, ...shrunk }: Counterexample, elapsedMs: number): Shrinking {
  return {
    steps: [original.steps, shrunk.steps],
    switches: [original.switches, shrunk.switches],
    deviations: [original.deviations.length, shrunk.deviations.length],
    reruns: shrunk.reruns,
    elapsedMs,
  };
}

/** The figures of a cell. */
export function summarize({ firsts }: Cell): Summary {
  const found = firsts.filter((first) => first !== null).toSorted((one, other) => one - other);
  const sum = found.reduce((total, first) => total + first, 0);
  return {
    hits: found.length,
    trials: firsts.length,
    median: found[Math.ceil(firsts.length / 2) - 1],
    mean: found.length === 0 ? undefined : sum / found.length,
    worst: found.at(-1),
  };
}
