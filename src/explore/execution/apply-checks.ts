// Applies checks to completed executions, and liveness results to executions that ran out of steps.

import { judging, survivorsOf, violatedBy } from "../../kernel/index.ts";
import type { Execution, Outcome } from "../../kernel/index.ts";
import type { Liveness } from "../liveness/liveness.ts";
import type { Check } from "../setup/check.ts";

/** The outcome after the checks: a check that throws makes it a violation. */
export function applyChecks(outcome: Outcome, checks: readonly Check[], execution: Execution): Outcome {
  if (outcome.kind !== "completed" || checks.length === 0) return outcome;
  const completed = { leaks: outcome.leaks, survivors: survivorsOf(execution), steps: execution.steps };
  for (const check of checks) {
    try {
      judging(execution, () => check(completed));
    } catch (error) {
      return violatedBy(error, "main");
    }
  }
  return outcome;
}

/**
 * The outcome after the liveness analysis. Livelocks and overdue rules are violations; starvation and mere length are
 * not.
 */
export function applyLivenessChecks(outcome: Outcome, liveness: Liveness | undefined): Outcome {
  if (liveness?.kind === "overdue") return liveness.outcome;
  return liveness?.kind === "livelock" ? { kind: "livelocked", cycle: liveness.cycle } : outcome;
}
