// How many more faults of one kind there may be in one execution. All of them write it, so that the order of two is part
// of the class: the last one that it pays for takes back the others.

import { FAULT_KINDS } from "../choice/index.ts";
import type { FaultKind } from "../choice/index.ts";
import { SharedObject } from "../kernel/index.ts";

/** What may be withdrawn when nothing is left to pay for it. */
export interface Withdrawable {
  withdraw(): void;
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

  /** Pays for a fault that strikes. */
  spend(): void {
    this.left -= 1;
    if (this.isSpent) for (const threat of this.#threats) threat.withdraw();
  }
}

const BUDGET = 0xb0d9;
