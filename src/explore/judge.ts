// What the checks say of an execution that completed.

import type { Outcome } from "../kernel/index.ts";
import type { Check } from "./options.ts";

/** The outcome once the checks have been heard: a check that throws makes it a violation. */
export function judge(outcome: Outcome, checks: readonly Check[], steps: number): Outcome {
  if (outcome.kind !== "completed") return outcome;
  for (const check of checks) {
    try {
      check({ leaks: outcome.leaks, steps });
    } catch (error) {
      return { kind: "violated", error, actor: "main" };
    }
  }
  return outcome;
}
