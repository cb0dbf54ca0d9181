// One cell of the table: a program under a strategy, once for each seed, until the first bug or the limit.

import { explore, shrink } from "heddle";
import type { Counterexample, Scenario, ShrunkCounterexample } from "heddle";

import type { BenchProgram } from "../programs/index.ts";

/** A figure of a counterexample as it was found, and once it had been shrunk. */
export type BeforeAfter = readonly [before: number, after: number];

/** What shrinking did to one counterexample. */
export interface Shrinking {
  readonly steps: BeforeAfter;
  readonly switches: BeforeAfter;
  readonly deviations: BeforeAfter;
  readonly reruns: number;
  /** Wall-clock milliseconds. */
  readonly elapsedMs: number;
}

/** What came of a program under a strategy. */
export interface Cell {
  readonly program: string;
  readonly strategy: string;
  /** Executions at most for each seed. */
  readonly limit: number;
  /** For each seed, which execution failed first, from 1; `null` when none did. */
  readonly firsts: readonly (number | null)[];
  /** For each seed that found the bug, what shrinking did to it; only where it was asked for. */
  readonly shrinkings?: readonly Shrinking[];
}

/** The figures of a cell. */
export interface Summary {
  readonly hits: number;
  readonly trials: number;
  /** Over all trials, one without a bug counting as longer than any other; `undefined` when that is the median. */
  readonly median: number | undefined;
  /** Over the trials that found the bug; `undefined` when none did. */
  readonly mean: number | undefined;
  /** The longest of them. */
  readonly worst: number | undefined;
}

/** What a cell is run with. */
export interface CellOptions {
  readonly seeds: number;
  readonly limit: number;
  /** Whether to shrink what is found. */
  readonly shrinks: boolean;
}

/** Runs a cell: the seeds are `finding 1`, `finding 2` … */
export async function runCell(
  { name, options = {}, program }: Pick<BenchProgram, "name" | "program"> & Partial<Pick<Scenario, "options">>,
  strategy: string,
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
    const { shrunk } = await shrink(program, found, { name, ...(options.checks && { checks: options.checks }) });
    if (shrunk !== undefined) shrinkings.push(shrinkingOf(found, shrunk, performance.now() - start));
  }
  return { program: name, strategy, limit, firsts, ...(shrinks && { shrinkings }) };
}

function shrinkingOf(found: Counterexample, shrunk: ShrunkCounterexample, elapsedMs: number): Shrinking {
  return {
    steps: [found.steps, shrunk.steps],
    switches: [found.switches, shrunk.switches],
    deviations: [found.deviations.length, shrunk.deviations.length],
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
