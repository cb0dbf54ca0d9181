// The fault *kill*: while the budget lasts, each actor may be killed at each scheduling point. One task for each
// victim, touching the victim's life and the budget, so that a kill is a choice like any other and commutes with what
// it does not concern.

import type { Actor, Execution, Task } from "../kernel/index.ts";
import { exitNow, NO_RESULT, Operation, SharedObject } from "../kernel/index.ts";
import { Access, Role } from "../trace/index.ts";

/** Lets faults kill up to `budget` actors of an execution that has not begun; never the main actor. */
export function allowKills(execution: Execution, budget: number): void {
  const kills = new Budget(execution, budget);
  execution.onSpawn = (actor) => {
    kills.threaten(actor);
  };
}

/** How many more kills there may be in one execution. */
class Budget {
  readonly object: SharedObject = new SharedObject(BUDGET, "kill budget", undefined);
  readonly #execution: Execution;
  readonly #threats: Task[] = [];
  #left: number;

  constructor(execution: Execution, left: number) {
    this.#execution = execution;
    this.#left = left;
  }

  threaten(actor: Actor): void {
    const threat = actor.fork();
    this.#threats.push(threat);
    this.#execution.arm(threat, KILL, actor.life, this);
  }

  spend(): void {
    this.#left -= 1;
    if (this.#left > 0) return;
    this.#execution.onSpawn = undefined;
    for (const threat of this.#threats) {
      if (threat.isArmed) this.#execution.causality?.onWithdraw(threat);
      this.#execution.disarm(threat);
    }
  }
}

const BUDGET = 0xb0d9;

const KILL = new Operation<Actor, Budget, unknown>({
  kind: "kill",
  role: Role.fault,
  access: Access.write,
  also: ({ object }) => object,
  isEnabled: (victim) => !victim.isProtected,
  perform(victim, budget, task) {
    budget.spend();
    exitNow(victim, "killed", task);
    return NO_RESULT;
  },
  show: () => [],
});
