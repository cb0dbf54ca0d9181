// What the checks say of an execution that completed, and the liveness rules of one that did not.

import type { Outcome } from "../kernel/index.ts";
import type { Liveness } from "./liveness.ts";
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

/** A livelock is a violation; that somebody was passed over, or that no end was in sight, is no verdict. */
export function judgeLiveness(outcome: Outcome, liveness: Liveness | undefined): Outcome {
  return liveness?.kind === "livelock" ? { kind: "livelocked", cycle: liveness.cycle } : outcome;
}
