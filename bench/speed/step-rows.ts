// The cost of a step, compared with the lower bound of the engine, and of each strategy, compared with the random walk.

import { floor } from "./floor.ts";
import { inTurn, perMessage, perStep, perStepOfMany, race } from "./measure.ts";
import { clients, lastzero, rally, walkers } from "./programs.ts";
import { ns, ROUNDS, times } from "./row.ts";
import type { Row } from "./row.ts";

export async function stepRows(): Promise<readonly Row[]> {
  const cost = await race(
    {
      floor: () => inTurn(() => floor(200_000)),
      step: () => perStep(walkers(3, 100_000), "random"),
      instant: () => perMessage(rally(300_000), 300_000, "instant"),
      pairwise: () => perMessage(rally(300_000), 300_000, "pairwise"),
    },
    ROUNDS,
  );
  return [
    {
      what: "a step of an async actor, random",
      measured: `${ns(cost.step)} = ${times(cost.step / cost.floor)} the floor of ${ns(cost.floor)}`,
      target: "≤ 1.8 ×",
      isMet: cost.step <= 1.8 * cost.floor,
    },
    {
      what: "a message to a synchronous handler, instant",
      measured: `${ns(cost.instant)} = ${times(cost.instant / cost.floor)} the floor`,
      target: "≤ 0.5 ×",
      isMet: cost.instant <= 0.5 * cost.floor,
    },
    {
      what: "the same, its delivery a choice (pairwise)",
      measured: `${ns(cost.pairwise)} = ${times(cost.pairwise / cost.floor)} the floor`,
      target: "≤ 0.5 ×",
      isMet: cost.pairwise <= 0.5 * cost.floor,
    },
  ];
}

/** The number of executions of a sampling strategy: several rounds of feedback. */
const EXECUTIONS = 16_384;

/** The limit of a step's cost, in steps of the random walk; strategies that are not listed have no limit. */
const LIMITS: Readonly<Record<string, number>> = { pct: 1.6, pos: 1.6, surw: 1.6 };
const DPOR_LIMIT = 3;
/** The classes of lastzero(10). */
const CLASSES = 3_328;

/** All in one process: the engine's optimizations for one strategy apply to the next, as under the portfolio. */
export async function strategyRows(): Promise<readonly Row[]> {
  const cost = await race(
    {
      random: () => perStepOfMany(clients, "random", EXECUTIONS),
      pct: () => perStepOfMany(clients, "pct", EXECUTIONS),
      pos: () => perStepOfMany(clients, "pos", EXECUTIONS),
      surw: () => perStepOfMany(clients, "surw", EXECUTIONS),
      rff: () => perStepOfMany(clients, "rff", EXECUTIONS),
      portfolio: () => perStepOfMany(clients, "portfolio", EXECUTIONS),
    },
    ROUNDS,
  );
  const { random, ...others } = cost;
  return Object.entries(others).map(([strategy, one]) => {
    const limit = LIMITS[strategy] ?? Number.POSITIVE_INFINITY;
    return {
      what: `a step of 3 clients × 4 operations, ${strategy}`,
      measured: `${ns(one)} = ${times(one / random)} that under random`,
      target: limit === Number.POSITIVE_INFINITY ? "" : `≤ ${limit} ×`,
      isMet: one <= limit * random,
    };
  });
}

/** The search of all classes, race analysis included, compared with as many random executions of the program. */
export async function reductionStepRow(): Promise<Row> {
  const program = lastzero(10);
  const cost = await race(
    {
      random: () => perStepOfMany(program, "random", CLASSES),
      dpor: () => perStepOfMany(program, "dpor", 10 * CLASSES),
    },
    Math.ceil(ROUNDS / 3),
  );
  return {
    what: "a step of lastzero(10), dpor, race analysis included",
    measured: `${ns(cost.dpor)} = ${times(cost.dpor / cost.random)} that under random`,
    target: `≤ ${DPOR_LIMIT} ×`,
    isMet: cost.dpor <= DPOR_LIMIT * cost.random,
  };
}
