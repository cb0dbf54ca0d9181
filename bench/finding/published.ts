// Published figures for the same programs: mean executions to the first bug over the trials, of 20, that found it.
// SURW to RW are from the artifact of "Selectively uniform concurrency testing" (ASPLOS 2025; at most 10,000 schedules,
// SafeStack 1,000,000), RFF from that of "Greybox fuzzing for concurrency testing" (ASPLOS 2024; five minutes each),
// PERIOD from its own data.

/** The published strategies, in the order of a row. */
export const PUBLISHED_STRATEGIES = ["SURW", "URW", "PCT-3", "PCT-10", "POS", "RW", "RFF", "PERIOD"] as const;
export type PublishedStrategy = (typeof PUBLISHED_STRATEGIES)[number];

/** One figure. */
export interface Published {
  /** The mean over the trials that found the bug; `undefined` when none did. */
  readonly mean: number | undefined;
  /** Trials that found it, of 20. */
  readonly hits: number;
}

/** RFF's harness reports exactly 1 for these, without variance, where the other needs 4 to 14 with the same strategy. */
export const RFF_HARNESS_EFFECTS: readonly string[] = ["account", "wronglock", "wronglock_3", "StateWSQ", "IWSQ"];

/** `0` is "in no trial", `[mean, hits]` is "in some", `-` is "no data". */
const ROWS: Readonly<Record<string, readonly (number | "-" | readonly [mean: number, hits: number])[]>> = {
  account: [6, 3, 4, 4, 4, 18, 1, 10],
  bluetooth_driver: [70, [1494, 19], 112, 83, 36, 215, 45, 9],
  carter01: ["-", "-", 5, 3, 2, 1, 2, 4],
  circular_buffer: [3, 14, 9, 5, 2, 4, 2, 3],
  deadlock01: [2, 3, 13, 7, 4, 3, 5, 3],
  lazy01: [2, 4, 5, 5, 5, 21, 6, 7],
  queue: [2, 2, 3, 2, 1, 1, 1, 4],
  reorder_3: [7, 24, 185, 148, 86, 0, 7, 6],
  reorder_4: [7, 22, 554, 362, 533, 0, 6, 9],
  reorder_5: [10, 27, 647, 1094, 2169, 0, 6, 12],
  reorder_10: [17, 74, [3225, 16], [4462, 12], 0, 0, 6, 27],
  reorder_20: [6, 10, 3005, [3297, 17], 0, 0, 6, 39],
  reorder_50: [13, 75, [3304, 6], [9422, 1], 0, 0, 6, 129],
  reorder_100: [194, [3785, 12], 0, 0, 0, 0, 6, 297],
  stack: [5, [986, 19], 3, 3, 2, 176, 2, 8],
  token_ring: [8, 9, 8, 8, 9, 13, 5, 2],
  twostage: [8, 9, 13, 9, 15, 464, 8, 4],
  twostage_20: [6, 24, 159, 101, 156, 0, 22, 76],
  twostage_50: [20, 93, 1676, 692, 1637, 0, 35, 286],
  twostage_100: [454, [2992, 18], [7466, 3], [5726, 9], [6674, 3], 0, 56, 690],
  wronglock: [7, 4, 51, 20, 10, 36, 1, 4],
  wronglock_3: [9, 5, 58, 14, 11, 36, 1, 5],
  "stringbuffer-jdk1.4": [8, 834, 281, 26, 23, [2243, 19], 15, 27],
  WSQ: [6, 13, 48, 16, 12, "-", 10, 57],
  StateWSQ: [7, [5, 3], 842, 199, 6, "-", 1, 249],
  IWSQ: [6, 428, 48, 13, 14, 0, 1, 57],
  IWSQWithState: [6, [1367, 4], 907, 204, 5, 26, 7, 224],
  boundedBuffer: [9, 7, 20, 6, 5, 7, 8, [8, 16]],
  SafeStack: [[368_921, 19], 0, 0, 0, 0, 0, 0, 0],
};

/** The figure of a published strategy for a program; `undefined` when there is none. */
export function published(program: string, strategy: PublishedStrategy): Published | undefined {
  const figure = ROWS[program]?.[PUBLISHED_STRATEGIES.indexOf(strategy)];
  if (figure === undefined || figure === "-") return undefined;
  if (typeof figure !== "number") return { mean: figure[0], hits: figure[1] };
  return figure === 0 ? { mean: undefined, hits: 0 } : { mean: figure, hits: 20 };
}

/** Whether some published strategy finds the bug. */
export function isFoundByOthers(program: string): boolean {
  return PUBLISHED_STRATEGIES.some((strategy) => (published(program, strategy)?.hits ?? 0) > 0);
}

/**
 * The published strategy that needs the fewest executions on average. Those that found the bug in all trials come
 * before those that did not, and harness effects do not count.
 */
export function bestPublished(
  program: string,
): { readonly strategy: PublishedStrategy; readonly mean: number } | undefined {
  const figures = PUBLISHED_STRATEGIES.flatMap((strategy) => {
    const figure = published(program, strategy);
    if (figure?.mean === undefined) return [];
    if (strategy === "RFF" && RFF_HARNESS_EFFECTS.includes(program)) return [];
    return [{ strategy, mean: figure.mean, hits: figure.hits }];
  });
  return figures.toSorted((one, other) => other.hits - one.hits || one.mean - other.mean)[0];
}
