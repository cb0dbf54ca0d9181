// Plans: schedules independent of a program, as fast-check generates and shrinks them. The shrinks of a plan depend
// only on the plan, never on an execution: to replay a path, fast-check follows the shrinks without running anything in
// between.
//
// A plan prefers an operation at every decision, by one of two orders, but is only followed at some scheduling points;
// at all others the default schedule is. A scheduling point is identified by the default operation: its task, kind and
// object, and the count of earlier equal ones. So it is stable when commands elsewhere are removed. A hash assigns
// every point to one of 16 cells, and independently to one of 16 others. A point is kept if both of its cells are;
// shrinking removes cells, as delta debugging does (Zeller, Hildebrandt, "Simplifying and isolating failure-inducing
// input", 2002). More cells would distinguish more points but require more runs.

/** A schedule for any program. */
export interface SchedulePlan {
  /** Whether tasks take turns or are ordered by priorities derived from the seed. */
  readonly order: "turns" | "priorities";
  /** 32 bits, for priorities, drawn values, faults and the program's random values. */
  readonly seed: number;
  /** A task's priority is redrawn before one in this many steps. */
  readonly pace: number;
  /** Two sets of cells, as bit sets. */
  readonly kept: Cells;
}

/** A set of cells for each of the two hashes. */
export type Cells = readonly [number, number];

/** The number of cells of each hash. */
export const CELLS = 16;
/** The paces to draw from: every step, as in partial order sampling, or rarely, as in PCT. */
export const PACES: readonly number[] = [1, 1, 4, 16];

const ALL = 2 ** CELLS - 1;
const TURNS: SchedulePlan = { order: "turns", seed: 0, pace: 1, kept: [ALL, ALL] };
const DEFAULT: SchedulePlan = { ...TURNS, kept: [0, 0] };

/** A newly generated plan: by priorities, at all scheduling points. */
export function planFrom(seed: number, pace: number): SchedulePlan {
  return { order: "priorities", seed: seed >>> 0, pace, kept: [ALL, ALL] };
}

/** Whether a plan has not been shrunk. */
export function isGenerated({ kept, order }: SchedulePlan): boolean {
  return order === "priorities" && kept[0] === ALL && kept[1] === ALL;
}

/**
 * The shrinks of a plan, the simplest first: the default schedule; taking turns, which fails for most races regardless
 * of the workload, so that the workload can shrink further; then the same plan with fewer cells.
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

/** A plan as one line; different plans have different texts. */
export function planText({ kept, order, pace, seed }: SchedulePlan): string {
  if (kept[0] === 0) return "default";
  const words = [order === "turns" ? "in turns" : `pace ${pace}`];
  if (seed !== 0 || order === "priorities") words.push(`seed ${seed}`);
  if (kept.some((cells) => cells !== ALL)) words.push(`cells ${kept.map(hex).join("-")}`);
  return words.join(", ");
}

/** Subsets without half of the cells, without a quarter, and so on; each once, none empty. */
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
