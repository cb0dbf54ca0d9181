// The steps at which actors exit, as far as a trace shows them.

import { Role } from "../../trace/index.ts";
import type { Step } from "../../trace/index.ts";

/** The exit step of each actor; actors that are alive at the end of the execution are omitted. */
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
  // An EXIT ends a receiver that does not trap exits. The trace shows that only by the absence of later steps.
  const isFatal = signal?.kind === "exit" && !signal.isNormalExit;
  return isFatal && !later().some((next) => next.actor === actor && next.role === Role.task && next.kind !== "release");
}
