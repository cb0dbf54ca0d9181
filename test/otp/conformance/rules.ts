// Which outcomes of heddle need not have been seen on the real Erlang. Each rule names what the documentation of Erlang
// leaves open, or what a delay of the real thing cannot bring about.

import type { HeddleOutcomes } from "./outcomes.ts";
import type { Instruction } from "./script.ts";

/** Why an outcome that was not seen is allowed. */
export type Rule =
  /**
   * It needs a signal that is in flight while others of other senders arrive. "Signals between two processes are ordered,
   * those of different pairs are not, and no time is guaranteed" (Erlang reference manual, Processes: Delivery of
   * Signals). On one machine signals hardly ever are.
   */
  | "signal-in-flight"
  /** A time-out of 0 is for at once in Erlang; with lazy time it is for when nothing else can happen. */
  | "lazy-poll"
  /**
   * It needs two things at the same moment, within microseconds: an exit between a send and the next instruction, equal
   * deadlines in the other order. Erlang promises no order there. Each of the 44 recorded outcomes under it was looked at.
   */
  | "narrow";

/** The rule for an outcome that occurs with signals that take time; `instant` are those with signals that do not. */
export function ruleFor(
  outcome: string,
  { instructions, instant }: { readonly instructions: readonly Instruction[]; readonly instant: HeddleOutcomes },
): Rule {
  if (instant.isComplete && !instant.outcomes.has(outcome)) return "signal-in-flight";
  return instructions.some(isPoll) ? "lazy-poll" : "narrow";
}

function isPoll(instruction: Instruction): boolean {
  return (
    instruction.some((part) => part === "poll") ||
    ((instruction[0] === "receive" || instruction[0] === "yield") && instruction.at(-1) === 0)
  );
}
