// Timing: rounds of all contestants in turn, so that a noisy neighbour slows them alike; medians of the rounds.

import { explore } from "heddle";
import type { ExploreOptions, Program, Report } from "heddle";

/** One contestant: runs once and gives its cost in nanoseconds per unit. */
export type Contestant = () => Promise<number>;

/** The median cost of each contestant over `rounds` rounds; a first one warms up and is thrown away. */
export async function race<Name extends string>(
  contestants: Readonly<Record<Name, Contestant>>,
  rounds: number,
): Promise<Readonly<Record<Name, number>>> {
  const names = Object.keys(contestants) as Name[];
  const costs = new Map<Name, number[]>(names.map((name) => [name, []]));
  for (let round = 0; round <= rounds; round += 1) {
    for (const name of names) {
      // Each begins with an empty young generation: what one leaves behind is not collected on another's time.
      globalThis.gc?.({ type: "minor" });
      const cost = await contestants[name]();
      if (round > 0) costs.get(name)?.push(cost);
    }
  }
  return Object.fromEntries(names.map((name) => [name, median(costs.get(name) ?? [])])) as Record<Name, number>;
}

/** Runs `work` in a turn of the event loop of its own, outside any microtask. */
export function inTurn<T>(work: () => T): Promise<T> {
  return new Promise((resolve) => {
    setImmediate(() => {
      resolve(work());
    });
  });
}

/** Explores and insists that nothing was found; gives the report. Some programs take no choice, and need none here. */
export async function run(program: Program, options: ExploreOptions): Promise<Report> {
  const report = await explore(program, { maxSteps: 100_000_000, ...options });
  if (report.verdict !== "passed" && !report.vacuous) throw new Error(`A benchmark program gave ${report.verdict}.`);
  return report;
}

/** Nanoseconds per execution of a random walk, which is what fast-check's scheduler does. */
export function perExecution(program: Program, executions: number): Promise<number> {
  return perUnitOf(run(program, { strategy: "random", executions }));
}

/** Nanoseconds per step of one long execution. */
export async function perStep(program: Program, strategy: string): Promise<number> {
  const { elapsedMs, steps } = await run(program, { executions: 1, strategy });
  return (elapsedMs * 1e6) / steps;
}

/** Nanoseconds per step of many executions, beginnings and ends included. */
export async function perStepOfMany(program: Program, strategy: string, executions: number): Promise<number> {
  const { elapsedMs, steps } = await run(program, { executions, strategy });
  return (elapsedMs * 1e6) / steps;
}

/** Nanoseconds per execution of an exploration. */
export async function perUnitOf(exploration: Promise<Report>): Promise<number> {
  const { elapsedMs, executions } = await exploration;
  return (elapsedMs * 1e6) / executions;
}

/** Nanoseconds per message of a program that sends `messages`, whatever steps they take. */
export async function perMessage(program: Program, messages: number, signals: "pairwise" | "instant"): Promise<number> {
  const { elapsedMs } = await run(program, { strategy: "random", executions: 1, signals });
  return (elapsedMs * 1e6) / messages;
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((one, other) => one - other);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}
