// A schedule before it meets a program, as fast-check generates and shrinks it. What a plan is shrunk to follows from
// the plan alone, never from what an execution did: to replay a path, fast-check walks down the shrinks without running
// anything in between.
//
// A plan wants something at every decision, in one of two orders, and may do it at some scheduling points only; at all
// others it follows the default schedule. A scheduling point is known by what would happen by default: who does what to
// which object for which time. So it stays when commands elsewhere are removed. A hash puts every point into one of 16
// cells, and, independently, into one of 16 others. Both of its cells must be kept; shrinking takes cells away, as
// delta debugging does (Zeller, Hildebrandt, "Simplifying and isolating failure-inducing input", 2002). More cells
// would tell more points apart and take more runs.

/** One schedule for any program. */
export interface SchedulePlan {
  /** Tasks take turns, or each goes by a priority that the seed gives it. */
  readonly order: "turns" | "priorities";
  /** 32 bits, for priorities, drawn values, faults and the program's random values. */
  readonly seed: number;
  /** A task's priority is drawn anew before one step in so many. */
  readonly pace: number;
  /** Two sets of cells, a bit for each. */
  readonly kept: Cells;
}

/** A set of cells of either hash. */
export type Cells = readonly [number, number];

/** How many cells there are of either kind. */
export const CELLS = 16;
/** Of which paces one is drawn: each step anew, as in partial order sampling; or seldom, as in PCT. */
export const PACES: readonly number[] = [1, 1, 4, 16];

const ALL = 2 ** CELLS - 1;
const TURNS: SchedulePlan = { order: "turns", seed: 0, pace: 1, kept: [ALL, ALL] };
const DEFAULT: SchedulePlan = { ...TURNS, kept: [0, 0] };

/** A plan as it is generated: by priorities, at all scheduling points. */
export function planFrom(seed: number, pace: number): SchedulePlan {
  return { order: "priorities", seed: seed >>> 0, pace, kept: [ALL, ALL] };
}

/** Whether a plan is as it was generated. */
export function isGenerated({ kept, order }: SchedulePlan): boolean {
  return order === "priorities" && kept[0] === ALL && kept[1] === ALL;
}

/**
 * What a plan is shrunk to, the simplest first: the default schedule; taking turns, which fails for most races whatever
 * is left of the workload, so that the workload can shrink on; then the same plan with fewer cells.
 */
export function* simplerPlans(plan: SchedulePlan): Generator<SchedulePlan, void, undefined> {
  if (isGenerated(plan)) {
    yield DEFAULT;
    yield TURNS;
    yield { ...TURNS, seed: plan.seed };
  }
  const [first, second] = plan.kept;
  for (const fewer of fewerCells(first)) yield { ...plan, kept: [fewer, second] };
  for (const fewer of fewerCells(second)) yield { ...plan, kept: [first, fewer] };
}

/** A plan in one line; different plans have different texts. */
export function planText({ kept, order, pace, seed }: SchedulePlan): string {
  if (kept[0] === 0) return "default";
  const words = [order === "turns" ? "in turns" : `pace ${pace}`];
  if (seed !== 0 || order === "priorities") words.push(`seed ${seed}`);
  if (kept.some((cells) => cells !== ALL)) words.push(`cells ${kept.map(hex).join("-")}`);
  return words.join(", ");
}

/** Sets without a half of the cells, without a quarter, and so on; each once, and none that is empty. */
function* fewerCells(cells: number): Generator<number, void, undefined> {
  const tried = new Set([cells, 0]);
  for (let size = CELLS / 2; size >= 1; size /= 2) {
    for (let from = 0; from < CELLS; from += size) {
      const fewer = cells & ~((2 ** size - 1) << from);
      if (tried.has(fewer)) continue;
      tried.add(fewer);
      yield fewer;
    }
  }
}

function hex(cells: number): string {
  return cells.toString(16).padStart(CELLS / 4, "0");
}
