// Strategies by name, as given to `--strategy` and in a token's recipe.

import { UsageError } from "../errors.ts";
import { DelayBounding } from "./sampling/delay-bounding.ts";
import { Fair } from "./sampling/fair.ts";
import { dfs } from "./exhaustive/dfs.ts";
import { dpor } from "./exhaustive/dpor/index.ts";
import type { Exhaustive } from "./exhaustive/exhaustive.ts";
import { FairPct } from "./sampling/fair-pct.ts";
import { IterativePct } from "./sampling/iterative-pct.ts";
import { Pct } from "./sampling/pct.ts";
import { Pctcp } from "./sampling/pctcp.ts";
import { Portfolio } from "./sampling/portfolio.ts";
import { Pos } from "./sampling/pos.ts";
import { RandomWalk } from "./sampling/random-walk.ts";
import { Rff } from "./sampling/rff.ts";
import { RoundRobin } from "./sampling/round-robin.ts";
import type { Strategy } from "./strategy.ts";
import { Surw } from "./sampling/surw.ts";
import { Urw } from "./sampling/urw.ts";

interface Entry {
  /** The names it matches; its groups are positive integers. */
  readonly pattern: RegExp;
  readonly build: (numbers: readonly (number | undefined)[]) => Strategy;
}

const ENTRIES: readonly Entry[] = [
  { pattern: /^portfolio$/, build: () => new Portfolio() },
  { pattern: /^random$/, build: () => new RandomWalk() },
  { pattern: /^pos$/, build: () => new Pos() },
  {
    pattern: /^pct(?:-(\d+))?(?:-(\d+))?$/,
    build: ([depth, length]) => new Pct({ ...pick("depth", depth), ...pick("length", length) }),
  },
  { pattern: /^idpct$/, build: () => new IterativePct() },
  {
    pattern: /^pctcp(?:-(\d+))?(?:-(\d+))?$/,
    build: ([depth, length]) => new Pctcp({ ...pick("depth", depth), ...pick("length", length) }),
  },
  { pattern: /^surw$/, build: () => new Surw() },
  { pattern: /^urw$/, build: () => new Urw() },
  { pattern: /^rff$/, build: () => new Rff() },
  {
    pattern: /^delay(?:-(\d+))?(?:-(\d+))?$/,
    build: ([delays, length]) => new DelayBounding({ ...pick("delays", delays), ...pick("length", length) }),
  },
  {
    pattern: /^fair-pct(?:-(\d+))?(?:-(\d+))?(?:-(\d+))?$/,
    build: ([depth, length, unfairDecisions]) =>
      new FairPct({
        ...pick("depth", depth),
        ...pick("length", length),
        ...pick("unfairDecisions", unfairDecisions),
      }),
  },
  { pattern: /^round-robin$/, build: () => new RoundRobin() },
];

/** Positions are drawn for each of them in each execution. */
const MAX_POINTS = 10_000;
const MAX_NUMBER = 0x7fff_ffff;

/** The names of exhaustive searches; a bounded search has its bounds in its name. */
const EXHAUSTIVE = /^(?:dpor|dfs(?:-p(\d+))?(?:-d(\d+))?)$/;

/** The recipe of an execution in which a random walk took over from another strategy. */
const FAIR = /^fair-(pos|(?:pctcp|delay)-\d+-\d+)-(\d+)$/;

/** The names that users may give, without their numbers. */
export const STRATEGY_NAMES = [
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
  "fair-pct",
  "round-robin",
  "dpor",
  "dfs",
] as const;

/** The name of a strategy. Some take positive numbers: `pct-5` is `pct` with depth 5. */
export type StrategyName =
  | (typeof STRATEGY_NAMES)[number]
  | `${"pct" | "pctcp" | "delay" | "fair-pct"}-${number}`
  | `${"pct" | "pctcp" | "delay" | "fair-pct"}-${number}-${number}`
  | `fair-pct-${number}-${number}-${number}`
  | `dfs-${"p" | "d"}${number}`
  | `dfs-p${number}-d${number}`;

/**
 * Checks a name that a user has written as text.
 * @throws UsageError (`unknown-strategy`)
 */
export function checkStrategyName(name: string): asserts name is StrategyName {
  if (exhaustiveFrom(name) === undefined) strategyFrom(name);
}

/** An exhaustive search by name; `undefined` for other strategies. */
export function exhaustiveFrom(name: string): Exhaustive | undefined {
  const match = EXHAUSTIVE.exec(name);
  if (match === null) return undefined;
  const [preemptions, delays] = match.slice(1).map((text: string | undefined) => text);
  if (name === "dpor") return dpor;
  return dfs({
    ...(preemptions === undefined ? {} : { preemptions: Number(preemptions) }),
    ...(delays === undefined ? {} : { delays: Number(delays) }),
  });
}

/**
 * Builds a strategy from its name (`pct`, `pct-5` for depth 5) or from the recipe in a token.
 * @throws UsageError (`unknown-strategy`)
 */
export function strategyFrom(name: string): Strategy {
  const [, inner, unfairDecisions] = FAIR.exec(name) ?? [];
  if (inner !== undefined && !isTooLarge(Number(unfairDecisions)))
    return new Fair(strategyFrom(inner), Number(unfairDecisions));
  for (const { pattern, build } of ENTRIES) {
    const match = pattern.exec(name);
    if (match === null) continue;
    const numbers = match.slice(1).map((text: string | undefined) => (text === undefined ? undefined : Number(text)));
    if (numbers[0] === 0 || (numbers[0] ?? 0) > MAX_POINTS || numbers.some(isTooLarge)) break;
    return build(numbers);
  }
  throw new UsageError(
    `Unknown strategy "${name}". Known strategies: ${STRATEGY_NAMES.join(", ")}. ` +
      `Numbers in a name must be positive, and depths and delays at most ${MAX_POINTS}: pct-5 is pct with depth 5.`,
    { code: "unknown-strategy" },
  );
}

function isTooLarge(number: number | undefined): boolean {
  return number !== undefined && number > MAX_NUMBER;
}

function pick<Name extends string>(name: Name, value: number | undefined): { [key in Name]?: number } {
  return value === undefined ? {} : ({ [name]: value } as { [key in Name]?: number });
}
