// How many more faults of one kind there may be in one execution. All of them write it, so that the order of two is part
// of the class: the last one that it pays for takes back the others.

import { FAULT_KINDS } from "../choice/index.ts";
import type { FaultKind } from "../choice/index.ts";
import { SharedObject } from "../kernel/index.ts";
import type { Task } from "../kernel/index.ts";
import { Access } from "../trace/index.ts";

/** What a budget pays for. */
export interface BudgetedFault {
  /** Nothing is left to pay for it. */
  withdraw(): void;
  /** Faults are over: what follows from its strike happens now; nothing else ever does. */
  finish(cause: Task): void;
}

/** The budget of one kind. */
export class FaultBudget {
  readonly object: SharedObject;
  readonly #faults: BudgetedFault[] = [];
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
  add(fault: BudgetedFault): void {
    this.#faults.push(fault);
  }

  /** Pays for nothing any more. */
  end(cause: Task): void {
    cause.actor.execution.recordAccess(cause, this.object, Access.write);
    this.left = 0;
    for (const fault of this.#faults) fault.finish(cause);
  }

  /** Pays for a fault that strikes. */
  spend(): void {
    this.left -= 1;
    if (this.isSpent) for (const fault of this.#faults) fault.withdraw();
  }
}

const BUDGET = 0xb0d9;
