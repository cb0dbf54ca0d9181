// The faults of one execution and their budgets.

import type { FaultKind } from "../choice/index.ts";
import { must } from "../errors.ts";
import { stateOf } from "../kernel/index.ts";
import type { Actor, Execution, SharedObject, Task } from "../kernel/index.ts";
import { FaultBudget } from "./fault-budget.ts";
import type { Fault } from "./fault.ts";
import { ArmedFault } from "./fault.ts";

/** Arms the faults of one execution. */
export class Faults {
  readonly #execution: Execution;
  #hasEnded = false;
  readonly #budgets: Map<FaultKind, FaultBudget> = new Map();

  constructor(execution: Execution) {
    this.#execution = execution;
  }

  /** Whether the settings allow faults of a kind, whether or not any is left. */
  has(kind: FaultKind): boolean {
    return this.#execution.settings.faults[kind] > 0;
  }

  /**
   * Arms a fault at `object`, while its budget lasts and `actor` is alive.
   * @returns `undefined` when the settings allow no such fault: then nothing is ever armed
   */
  arm<State, Argument>(
    actor: Actor,
    fault: Fault<State, Argument>,
    object: SharedObject<State>,
    argument: Argument,
  ): ArmedFault<State> | undefined {
    const armed = this.prepare(actor, fault, object, argument);
    armed?.armFirst();
    return armed;
  }

  /** The same, but it cannot occur until it is armed. */
  prepare<State, Argument>(
    actor: Actor,
    fault: Fault<State, Argument>,
    object: SharedObject<State>,
    argument: Argument,
  ): ArmedFault<State> | undefined {
    const kind = must(fault.budgetKind, "a recovery is armed by its fault");
    if (!this.has(kind)) return undefined;
    return new ArmedFault(actor, this.#budgetOf(kind), object, (armed) => {
      this.#execution.arm(armed.task, fault.operation, object, { armed, argument });
    });
  }

  /** Ends fault injection; pending recoveries happen in this step. */
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
