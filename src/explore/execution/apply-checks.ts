// What the checks say of an execution that completed, and the liveness rules of one that did not.

import { survivorsOf } from "../../kernel/index.ts";
import type { Execution, Outcome } from "../../kernel/index.ts";
import type { Liveness } from "../liveness/liveness.ts";
import type { Check } from "../setup/options.ts";

/** The outcome once the checks have been heard: a check that throws makes it a violation. */
export function applyChecks(outcome: Outcome, checks: readonly Check[], execution: Execution): Outcome {
  if (outcome.kind !== "completed" || checks.length === 0) return outcome;
  const completed = { leaks: outcome.leaks, survivors: survivorsOf(execution), steps: execution.steps };
  for (const check of checks) {
    try {
      check(completed);
    } catch (error) {
      return { kind: "violated", error, actor: "main" };
    }
  }
  return outcome;
}

/** A livelock is a violation, and so is a rule that was due for too long; that somebody was passed over, or that no end was in sight, is no verdict. */
export function applyLivenessChecks(outcome: Outcome, liveness: Liveness | undefined): Outcome {
  if (liveness?.kind === "overdue") return liveness.outcome;
  return liveness?.kind === "livelock" ? { kind: "livelocked", cycle: liveness.cycle } : outcome;
}
