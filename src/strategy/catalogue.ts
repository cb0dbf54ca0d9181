// Strategies by name: what `--strategy` takes and what a token's recipe names.

import { UsageError } from "../errors.ts";
import { FairPct } from "./fair-pct.ts";
import { Pct } from "./pct.ts";
import { RandomWalk } from "./random.ts";
import { RoundRobin } from "./round-robin.ts";
import type { Strategy } from "./strategy.ts";

interface Entry {
  /** The names and numbers it reads; groups are positive integers. */
  readonly pattern: RegExp;
  readonly build: (numbers: readonly (number | undefined)[]) => Strategy;
}

const ENTRIES: readonly Entry[] = [
  { pattern: /^random$/, build: () => new RandomWalk() },
  {
    pattern: /^pct(?:-(\d+))?(?:-(\d+))?$/,
    build: ([depth, length]) => new Pct({ ...pick("depth", depth), ...pick("length", length) }),
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

/** The names a person may give, without their numbers. */
export const STRATEGY_NAMES: readonly string[] = ["random", "pct", "fair-pct", "round-robin"];

/**
 * Builds a strategy from its name (`pct`, `pct-5` for depth 5) or from the recipe in a token.
 * @throws UsageError (`unknown-strategy`)
 */
export function strategyFrom(name: string): Strategy {
  for (const { pattern, build } of ENTRIES) {
    const match = pattern.exec(name);
    if (match === null) continue;
    const numbers = match.slice(1).map((text: string | undefined) => (text === undefined ? undefined : Number(text)));
    if (numbers[0] === 0) break;
    return build(numbers);
  }
  throw new UsageError(
    `There is no strategy "${name}". Known are ${STRATEGY_NAMES.join(", ")}; ` +
      `pct-5 is pct with depth 5 (a positive number).`,
    { code: "unknown-strategy" },
  );
}

function pick<Name extends string>(name: Name, value: number | undefined): { [key in Name]?: number } {
  return value === undefined ? {} : ({ [name]: value } as { [key in Name]?: number });
}
