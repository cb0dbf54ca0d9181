// The fault *kill*: while the budget lasts, each actor may be killed at each scheduling point. One threat for each
// victim, which strikes its life, so that a kill is a choice like any other and commutes with what it does not concern.

import type { Actor, Execution } from "../kernel/index.ts";
import { exitNow } from "../kernel/index.ts";
import { Fault } from "./fault.ts";
import { faultsOf } from "./faults.ts";

/** Lets faults kill actors of an execution that has not begun; never the main actor. */
export function allowKills(execution: Execution): void {
  const faults = faultsOf(execution);
  execution.onSpawn = (actor) => {
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
