// Which outcomes of heddle need not have been seen on the real Erlang. Each rule names what the documentation of Erlang
// leaves open, or what a delay of the real thing cannot bring about.

import type { HeddleOutcomes } from "./outcomes.ts";

/** Why an outcome that was not seen is allowed. */
export type Rule =
  /**
   * It needs a signal that is in flight while others of other senders arrive. "Signals between two processes are ordered,
   * those of different pairs are not, and no time is guaranteed" (Erlang reference manual, Processes: Delivery of
   * Signals). On one machine signals hardly ever are.
   */
  | "signal-in-flight"
  /** None applies: to be looked at. */
  | "unexplained";

/** The rule for an outcome that occurs with signals that take time; `instant` are those with signals that do not. */
export function ruleFor(outcome: string, instant: HeddleOutcomes): Rule {
  return instant.isComplete && !instant.outcomes.has(outcome) ? "signal-in-flight" : "unexplained";
}
