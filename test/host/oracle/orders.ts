// The orders that Node shows, and those that heddle shows.

import { explore } from "heddle";

import type { Callback } from "./program.ts";
import { perform } from "./program.ts";

/**
 * A unit in which Node cannot spend the time of one: it reads the clock for each timer, so that of two that are set one
 * after the other within a turn, for 2 ms and for 1 ms, the first fires first if a millisecond ends between them.
 */
const UNIT = 10;

/** The number of attempts to get runs in which nothing held Node up. */
const ATTEMPTS = 10;

/**
 * The orders of some runs outside of any execution, all at the same time. One that was held up for half a unit, by the
 * machine, does not count.
 */
export async function ordersOfNode(program: readonly Callback[], runs: number): Promise<ReadonlySet<string>> {
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const performed = await Promise.all(Array.from({ length: runs }, () => perform(program, UNIT)));
    const punctual = performed.filter(({ late }) => late < UNIT / 2);
    if (punctual.length > 0) return new Set(punctual.map(({ order }) => order.join(" ")));
  }
  throw new Error(`Node was late in each of ${ATTEMPTS * runs} runs`);
}

/** The orders of all schedules, or of as many as there are executions, and of as many random ones. */
export async function ordersOfHeddle(program: readonly Callback[], executions: number): Promise<ReadonlySet<string>> {
  const orders = new Set<string>();
  const subject = async (): Promise<void> => {
    const { order } = await perform(program);
    orders.add(order.join(" "));
  };
  const all = await explore(subject, { strategy: "dfs", executions, shrink: false });
  const [failure] = all.counterexamples;
  if (failure !== undefined) throw failure.error;
  if (!all.exhausted) await explore(subject, { strategy: "random", executions, shrink: false });
  return orders;
}
