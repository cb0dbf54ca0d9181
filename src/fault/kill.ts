// The fault *kill*: while the budget lasts, each actor may be killed at each scheduling point. One task for each
// victim, touching the victim's life, so that a kill is a choice like any other and commutes with what it does not
// concern.

import type { Actor, Execution, Task } from "../kernel/index.ts";
import { exitNow, NO_RESULT, Operation } from "../kernel/index.ts";
import { Access, Role } from "../trace/index.ts";

/** Lets faults kill up to `budget` actors of an execution that has not begun; never the main actor. */
export function allowKills(execution: Execution, budget: number): void {
  const threats: Task[] = [];
  let left = budget;
  const strike = (): void => {
    left -= 1;
    if (left > 0) return;
    execution.onSpawn = undefined;
    for (const threat of threats) execution.disarm(threat);
  };
  execution.onSpawn = (actor) => {
    const threat = actor.fork();
    threats.push(threat);
    execution.arm(threat, KILL, actor.life, strike);
  };
}

const KILL = new Operation<Actor, () => void, unknown>({
  kind: "kill",
  role: Role.fault,
  access: Access.write,
  isEnabled: (victim) => !victim.isProtected,
  perform(victim, strike, task) {
    strike();
    exitNow(victim, "killed", task);
    return NO_RESULT;
  },
  show: () => [],
});
