// The faults of one execution: its budgets, and what threatens.

import type { FaultKind } from "../choice/index.ts";
import { must } from "../errors.ts";
import { stateOf } from "../kernel/index.ts";
import type { Actor, Execution, SharedObject, Task } from "../kernel/index.ts";
import { FaultBudget } from "./fault-budget.ts";
import type { Fault } from "./fault.ts";
import { ArmedFault } from "./fault.ts";

/** What may strike in one execution. */
export class Faults {
  readonly #execution: Execution;
  #hasEnded = false;
  readonly #budgets: Map<FaultKind, FaultBudget> = new Map();

  constructor(execution: Execution) {
    this.#execution = execution;
  }

  /** Whether faults of a kind may strike in executions like this one, whether or not they have. */
  has(kind: FaultKind): boolean {
    return this.#execution.settings.faults[kind] > 0;
  }

  /**
   * Lets a fault that costs something strike `object` from now on, while its budget lasts and `actor` lives.
   * @returns `undefined` when the execution has no budget for it: then nothing is armed, ever
   */
  arm<State, Argument>(
    actor: Actor,
    fault: Fault<State, Argument>,
    object: SharedObject<State>,
    argument: Argument,
  ): ArmedFault<State> | undefined {
    const kind = must(fault.budgetKind, "what follows from a fault is armed by its strike");
    if (!this.has(kind)) return undefined;
    return new ArmedFault(actor, this.#budgetOf(kind), object, (armed) => {
      this.#execution.arm(armed.task, fault.operation, object, { armed: armed, argument });
    });
  }

  /** From now on none strikes, and what follows from those that have struck happens in this step. */
  end(cause: Task): void {
    this.#hasEnded = true;
    for (const budget of this.#budgets.values()) budget.end(cause);
  }

  #budgetOf(kind: FaultKind): FaultBudget {
    const known = this.#budgets.get(kind);
    if (known !== undefined) return known;
    const budget = new FaultBudget(kind, this.#hasEnded ? 0 : this.#execution.settings.faults[kind]);
    this.#budgets.set(kind, budget);
    return budget;
  }
}

/** The faults of an execution. */
export function faultsOf(execution: Execution): Faults {
  return stateOf(execution, FAULTS, (each) => new Faults(each));
}

const FAULTS: unique symbol = Symbol("faults");
