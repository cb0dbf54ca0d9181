// That no outcome of plain code is lost: programs whose every schedule is run, and those of a reduction that sees what
// their steps touch.

import fc from "fast-check";
import { explore, join, spawn } from "heddle";
import type { ExploreOptions, Program } from "heddle";
import { afterAll, expect, test } from "vitest";

import { Modules } from "./load-module.ts";
import { moduleOf, plainPrograms } from "./plain-programs.ts";

const modules = new Modules();
afterAll(() => {
  modules.clear();
});

interface Instance {
  readonly actors: readonly (() => Promise<void>)[];
  readonly end: () => string;
}

const MOST = 4_000;
const PROGRAMS =
  process.env["HEDDLE_PLAIN_PROGRAMS"] !== undefined
    ? Number(process.env["HEDDLE_PLAIN_PROGRAMS"])
    : process.env["HEDDLE_NIGHTLY"] === undefined
      ? 50
      : 500;
const SEED = Number(process.env["HEDDLE_PLAIN_SEED"] ?? 44);

interface Searched {
  readonly executions: number;
  readonly classes: number;
  readonly redundant: number;
  readonly isComplete: boolean;
  readonly outcomes: ReadonlySet<string>;
}

async function search(make: () => Instance, strategy: ExploreOptions["strategy"] & string): Promise<Searched> {
  const outcomes = new Set<string>();
  const program: Program = async () => {
    const { actors, end } = make();
    const pids = [];
    for (const actor of actors) pids.push(await spawn(actor));
    for (const pid of pids) await join(pid);
    outcomes.add(end());
  };
  const report = await explore(program, { executions: MOST, shrink: false, strategy });
  if (report.verdict === "violated") throw report.counterexamples[0]?.error;
  const { classes, executions, redundant } = report;
  return { classes, executions, redundant, isComplete: executions < MOST, outcomes };
}

test(
  `${String(PROGRAMS)} generated programs: no outcome is lost, and there are fewer executions`,
  { timeout: 900_000 },
  async () => {
    // Some have more schedules than can be run.
    const programs = fc.sample(plainPrograms, { numRuns: PROGRAMS * 3, seed: SEED });
    const module = await modules.load<Record<string, () => Instance>>(moduleOf(programs), { tracksState: true });
    const lost: unknown[] = [];
    const factors: number[] = [];
    let compared = 0;
    let redundant = 0;
    for (const [index, { bodies }] of programs.entries()) {
      const make = module[`program${String(index)}`];
      if (make === undefined || compared === PROGRAMS) break;
      const brute = await search(make, "dfs");
      if (!brute.isComplete) continue;
      compared += 1;
      const reduced = await search(make, "dpor");
      const missing = [...brute.outcomes].filter((outcome) => !reduced.outcomes.has(outcome));
      const isClassed = reduced.classes === brute.classes;
      if (missing.length > 0 || !isClassed) {
        lost.push({
          bodies,
          missing: missing.length,
          dfs: [brute.executions, brute.classes],
          dpor: [reduced.executions, reduced.classes],
        });
      }
      redundant += reduced.redundant;
      if (brute.executions >= 1_000) factors.push(brute.executions / reduced.executions);
    }
    const median = factors.toSorted((one, other) => one - other)[Math.floor(factors.length / 2)] ?? 0;
    if (process.env["HEDDLE_PLAIN_REPORT"] !== undefined) {
      process.stdout.write(JSON.stringify({ compared, large: factors.length, lost: lost.length, median, redundant }));
    }
    expect(lost).toEqual([]);
    expect(compared).toBe(PROGRAMS);
    expect(median).toBeGreaterThanOrEqual(10);
  },
);
