// When the actors of an execution end, as far as its steps show it.

import { Role } from "../../trace/index.ts";
import type { Step } from "../../trace/index.ts";

/** The step with which each actor ends; those that live on to the end of the execution are missing. */
export function exitsOf(trace: readonly Step[]): ReadonlyMap<string, number> {
  const exits = new Map<string, number>();
  for (const [index, step] of trace.entries()) {
    if (!exits.has(step.actor) && isExit(step, () => trace.slice(index + 1))) exits.set(step.actor, step.number);
  }
  return exits;
}

function isExit(step: Step, later: () => readonly Step[]): boolean {
  const { actor, kind, role, signal } = step;
  if (kind === "exit" || (kind === "kill" && role === Role.fault)) return true;
  if (role !== Role.delivery) return false;
  if (signal?.kind === "kill") return true;
  // An EXIT ends whoever does not trap it, and of that nothing is written down but that the actor does no more.
  const isFatal = signal?.kind === "exit" && !signal.isNormalExit;
  return isFatal && !later().some((next) => next.actor === actor && next.role === Role.task && next.kind !== "release");
}
