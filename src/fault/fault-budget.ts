// The remaining budget of one kind of fault in one execution. Every fault of the kind writes it, so that the order of
// two faults is part of the class: the fault that exhausts the budget withdraws the others.

import { FAULT_KINDS } from "../choice/index.ts";
import type { FaultKind } from "../choice/index.ts";
import { SharedObject } from "../kernel/index.ts";
import type { Task } from "../kernel/index.ts";
import { Access } from "../trace/index.ts";

/** A fault that consumes budget. */
export interface BudgetedFault {
  /** Disarms the fault: the budget is exhausted. */
  withdraw(): void;
  /** Ends fault injection: a pending recovery happens now, in the step of `cause`. */
  finish(cause: Task): void;
}

/** The budget of one kind. */
export class FaultBudget {
  readonly object: SharedObject;
  readonly #faults: BudgetedFault[] = [];
  /** The number of faults that may still occur. */
  left: number;

  constructor(kind: FaultKind, left: number) {
    this.object = new SharedObject(BUDGET + FAULT_KINDS.indexOf(kind), `${kind} budget`, undefined);
    this.left = left;
  }

  get isSpent(): boolean {
    return this.left <= 0;
  }

  /** Registers a fault, to be withdrawn when the budget is exhausted. */
  add(fault: BudgetedFault): void {
    this.#faults.push(fault);
  }

  /** Ends fault injection for this kind. */
  end(cause: Task): void {
    cause.actor.execution.recordAccess(cause, this.object, Access.write);
    this.left = 0;
    for (const fault of this.#faults) fault.finish(cause);
  }

  /** Consumes one unit, for a fault that occurs. */
  spend(): void {
    this.left -= 1;
    if (this.isSpent) for (const fault of this.#faults) fault.withdraw();
  }
}

const BUDGET = 0xb0d9;
