// One cell of the table: a program under a strategy, once for each seed, until the first bug or the limit.

import { explore } from "heddle";

import type { BenchProgram } from "../programs/index.ts";

/** What came of a program under a strategy. */
export interface Cell {
  readonly program: string;
  readonly strategy: string;
  /** Executions at most for each seed. */
  readonly limit: number;
  /** For each seed, which execution failed first, from 1; `null` when none did. */
  readonly firsts: readonly (number | null)[];
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

/** Runs a cell: the seeds are `finding 1`, `finding 2` … */
export async function runCell(
  { name, program }: BenchProgram,
  strategy: string,
  options: { readonly seeds: number; readonly limit: number },
): Promise<Cell> {
  const firsts: (number | null)[] = [];
  for (let trial = 1; trial <= options.seeds; trial += 1) {
    const report = await explore(program, { name, strategy, seed: `finding ${trial}`, executions: options.limit });
    firsts.push(report.counterexamples.length > 0 ? report.executions : null);
  }
  return { program: name, strategy, limit: options.limit, firsts };
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
