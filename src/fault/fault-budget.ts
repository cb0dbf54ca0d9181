// How many more faults of one kind there may be in one execution. All of them write it, so that the order of two is part
// of the class: the last one that it pays for takes back the others.

import { FAULT_KINDS } from "../choice/index.ts";
import type { FaultKind } from "../choice/index.ts";
import { SharedObject } from "../kernel/index.ts";
import type { Task } from "../kernel/index.ts";
import { Access } from "../trace/index.ts";

/** What a budget pays for. */
export interface Withdrawable {
  /** Nothing is left to pay for it. */
  withdraw(): void;
  /** Faults are over: what follows from its strike happens now; nothing else ever does. */
  finish(cause: Task): void;
}

/** The budget of one kind. */
export class FaultBudget {
  readonly object: SharedObject;
  readonly #threats: Withdrawable[] = [];
  /** How many faults it still pays for. */
  left: number;

  constructor(kind: FaultKind, left: number) {
    this.object = new SharedObject(BUDGET + FAULT_KINDS.indexOf(kind), `${kind} budget`, undefined);
    this.left = left;
  }

  get isSpent(): boolean {
    return this.left <= 0;
  }

  /** Will withdraw a threat when the budget is spent. */
  enter(threat: Withdrawable): void {
    this.#threats.push(threat);
  }

  /** Pays for nothing any more. */
  close(cause: Task): void {
    cause.actor.execution.touch(cause, this.object, Access.write);
    this.left = 0;
    for (const threat of this.#threats) threat.finish(cause);
  }

  /** Pays for a fault that strikes. */
  spend(): void {
    this.left -= 1;
    if (this.isSpent) for (const threat of this.#threats) threat.withdraw();
  }
}

const BUDGET = 0xb0d9;
