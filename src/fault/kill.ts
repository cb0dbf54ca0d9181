// The fault *kill*: while the budget lasts, each actor may be killed at each scheduling point. Each actor has an armed
// fault of its own at its `life`, so that a kill is a choice like any other and commutes with unrelated operations.

import type { Actor, Execution } from "../kernel/index.ts";
import { exitNow } from "../kernel/index.ts";
import { Fault } from "./fault.ts";
import { faultsOf } from "./faults.ts";

/** Kills of every actor but the main one. @returns what arms them for a new actor */
export function allowKills(execution: Execution): (actor: Actor) => void {
  const faults = faultsOf(execution);
  return (actor) => {
    faults.arm(actor, KILL, actor.life, undefined);
  };
}

const KILL: Fault<Actor> = new Fault<Actor>({
  kind: "kill",
  budgetKind: "kill",
  isExempt: (victim) => victim.isProtected,
  inject(victim, _argument, { task }) {
    exitNow(victim, "killed", task);
  },
});
