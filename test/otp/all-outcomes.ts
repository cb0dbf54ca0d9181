// Explores a program and collects what its executions report, exhaustively or by sampling. Every execution has to complete.

import assert from "node:assert/strict";

import { explore } from "heddle";
import type { ExitReason, ExploreOptions } from "heddle";

/** What the executions of one exploration showed. */
export interface Outcomes {
  readonly executions: number;
  /** Each distinct report, sorted. */
  readonly outcomes: readonly string[];
}

type Reporting = (report: (outcome: string) => void) => Promise<void>;

/** One execution of every class. */
export function allOutcomes(program: Reporting, options: ExploreOptions = {}): Promise<Outcomes> {
  return outcomesOf(program, { strategy: "dpor", executions: 200_000, ...options });
}

/** A thousand executions, by all the sampling strategies. */
export function sampledOutcomes(program: Reporting, options: ExploreOptions = {}): Promise<Outcomes> {
  return outcomesOf(program, { strategy: "portfolio", executions: 1_000, ...options });
}

async function outcomesOf(program: Reporting, options: ExploreOptions): Promise<Outcomes> {
  const seen = new Set<string>();
  const report = await explore(
    () =>
      program((outcome) => {
        seen.add(outcome);
      }),
    { shrink: false, ...options },
  );
  const [counterexample] = report.counterexamples;
  if (counterexample !== undefined) throw counterexample.error;
  assert.ok(report.verdict === "passed" || report.vacuous, report.verdict);
  if (options.strategy === "dpor" || options.strategy === "dfs") assert.ok(report.exhausted);
  return { executions: report.executions, outcomes: [...seen].toSorted() };
}

/** A reason in an outcome. */
export function textOf(reason: ExitReason): string {
  return typeof reason === "string" ? reason : `crashed: ${String(reason.error)}`;
}
