// Explores a program exhaustively or by sampling and collects its outcomes. Every execution must complete.

import assert from "node:assert/strict";

import { explore } from "heddle";
import type { ExitReason, ExploreOptions } from "heddle";

/** The outcomes of one exploration. */
export interface Outcomes {
  readonly executions: number;
  /** The distinct outcomes, sorted. */
  readonly outcomes: readonly string[];
}

type Reporting = (report: (outcome: string) => void) => Promise<void>;

/** One execution of every class. */
export function allOutcomes(program: Reporting, options: ExploreOptions = {}): Promise<Outcomes> {
  return outcomesOf(program, { strategy: "dpor", executions: 200_000, ...options });
}

/** A thousand executions of the portfolio. */
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
  assert.ok(report.verdict === "passed" || report.isVacuous, report.verdict);
  if (options.strategy === "dpor" || options.strategy === "dfs") assert.ok(report.exhausted);
  return { executions: report.executions, outcomes: [...seen].toSorted() };
}

/** An exit reason as text. */
export function textOf(reason: ExitReason): string {
  return typeof reason === "string" ? reason : `crashed: ${String(reason.error)}`;
}
