// Timing: rounds of all contestants in turn, so that other load slows them equally; medians of the rounds.

import { explore } from "heddle";
import type { ExploreOptions, Program, Report, StrategyName } from "heddle";

/** One contestant: runs once and returns its cost in nanoseconds per unit. */
export type Contestant = () => Promise<number>;

/** The median cost of each contestant over `rounds` rounds after one warm-up round. */
export async function race<Name extends string>(
  contestants: Readonly<Record<Name, Contestant>>,
  rounds: number,
): Promise<Readonly<Record<Name, number>>> {
  const names = Object.keys(contestants) as Name[];
  const costs = new Map<Name, number[]>(names.map((name) => [name, []]));
  for (let round = 0; round <= rounds; round += 1) {
    for (const name of names) {
      // Each starts with an empty young generation, so that its garbage is not collected during another one.
      globalThis.gc?.({ type: "minor" });
      const cost = await contestants[name]();
      if (round > 0) costs.get(name)?.push(cost);
    }
  }
  return Object.fromEntries(names.map((name) => [name, median(costs.get(name) ?? [])])) as Record<Name, number>;
}

/** Runs `work` in a separate turn of the event loop, outside any microtask. */
export function inTurn<T>(work: () => T): Promise<T> {
  return new Promise((resolve) => {
    setImmediate(() => {
      resolve(work());
    });
  });
}

/** Explores, requires that no bug was found, and returns the report. Programs without choices are allowed. */
export async function run(program: Program, options: ExploreOptions): Promise<Report> {
  const report = await explore(program, { maxSteps: 100_000_000, ...options });
  if (report.verdict !== "passed" && !report.isVacuous) throw new Error(`A benchmark program gave ${report.verdict}.`);
  return report;
}

/** Nanoseconds per execution of a random walk, as in fast-check's scheduler. */
export function perExecution(program: Program, executions: number): Promise<number> {
  return perUnitOf(run(program, { strategy: "random", executions }));
}

/** Nanoseconds per step of one long execution. */
export async function perStep(program: Program, strategy: StrategyName): Promise<number> {
  const { elapsedMs, steps } = await run(program, { executions: 1, strategy });
  return (elapsedMs * 1e6) / steps;
}

/** Nanoseconds per step of many executions, starts and ends included. */
export async function perStepOfMany(program: Program, strategy: StrategyName, executions: number): Promise<number> {
  const { elapsedMs, steps } = await run(program, { executions, strategy });
  return (elapsedMs * 1e6) / steps;
}

/** Nanoseconds per execution of an exploration. */
export async function perUnitOf(exploration: Promise<Report>): Promise<number> {
  const { elapsedMs, executions } = await exploration;
  return (elapsedMs * 1e6) / executions;
}

/** Nanoseconds per message of a program that sends `messages` messages. */
export async function perMessage(program: Program, messages: number, signals: "pairwise" | "instant"): Promise<number> {
  const { elapsedMs } = await run(program, { strategy: "random", executions: 1, signals });
  return (elapsedMs * 1e6) / messages;
}

/** The middle one of the values; of an even number the larger of the two in the middle. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((one, other) => one - other);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}
