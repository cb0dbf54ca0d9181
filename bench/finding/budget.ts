// The strategies of the benchmark, and the execution limits of a trial.

import type { StrategyName } from "heddle";

/** The strategies of the table; the conclusions are about the first. */
export const STRATEGIES: readonly StrategyName[] = [
  "portfolio",
  "random",
  "pos",
  "pct",
  "idpct",
  "pctcp",
  "surw",
  "urw",
  "rff",
  "delay",
];

/** The number of trials of a cell. */
export const SEEDS = 20;
/** The maximum number of executions of a trial. */
export const LIMIT = 10_000;
/** The limit where only one published strategy finds the bug, in 368,921 executions. */
export const SAFESTACK_LIMIT = 5_000;
/** The limit for single strategies where one execution takes about a millisecond. */
export const LONG_LIMIT = 1_000;

const LONG: readonly string[] = ["reorder_50", "reorder_100", "twostage_50", "twostage_100"];

/** The maximum number of executions of a trial. */
export function limitOf(program: string, strategy: string): number {
  if (program === "SafeStack") return SAFESTACK_LIMIT;
  return strategy !== "portfolio" && LONG.includes(program) ? LONG_LIMIT : LIMIT;
}
