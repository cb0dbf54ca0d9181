// The definition of a fault: what it strikes, out of which budget, and what it does. A fault is an operation like any
// other: it writes the object that it strikes and, if it costs anything, its budget.

import type { FaultKind } from "../choice/index.ts";
import { DEFERRED, exitNow, Operation } from "../kernel/index.ts";
import type { Actor, Execution, ExitReason, SharedObject, Task } from "../kernel/index.ts";
import { Access, Role } from "../trace/index.ts";
import type { FaultBudget } from "./fault-budget.ts";

/** What a fault does. `State` is that of the object which it strikes, `Argument` what it was armed with. */
export interface FaultTraits<State, Argument> {
  /** What the step is called, for example `partition`; distinct among all operations. */
  readonly kind: string;
  /** The budget that it takes one from. Default: none, for what only follows from a fault, a healing for example. */
  readonly budgetKind?: FaultKind;
  /** Strikes, atomically, in a step of `threat.task`. */
  readonly inject: (state: State, argument: Argument, armed: ArmedFault<State>) => void;
  /** Whether it never strikes. Must be so from the step on in which it is armed, or not at all. Default: it may. */
  readonly isExempt?: (state: State) => boolean;
  /** What a trace shows in brackets. Default: nothing. */
  readonly show?: (argument: Argument, state: State) => readonly unknown[];
}

/** What the operation of a fault is armed with. */
export interface Injection<State, Argument> {
  readonly armed: ArmedFault<State>;
  readonly argument: Argument;
}

/** A kind of fault, or of what follows from one. Make one for a program, not one for an execution. */
export class Fault<State, Argument = undefined> {
  readonly budgetKind: FaultKind | undefined;
  readonly operation: Operation<State, Injection<State, Argument>, unknown>;
  /** Strikes in the running step, at no cost. */
  readonly injectNow: (state: State, argument: Argument, armed: ArmedFault<State>) => void;

  constructor({ budgetKind, isExempt, kind, show, inject }: FaultTraits<State, Argument>) {
    this.budgetKind = budgetKind;
    this.injectNow = inject;
    this.operation = new Operation({
      kind,
      role: Role.fault,
      access: Access.write,
      ...(budgetKind === undefined ? {} : paidOperation<State, Argument>()),
      ...(isExempt === undefined ? {} : { isEnabled: (state: State) => !isExempt(state) }),
      perform(state, { argument, armed }) {
        if (budgetKind !== undefined) armed.budget.spend();
        inject(state, argument, armed);
        return DEFERRED;
      },
      show: ({ argument }, state) => show?.(argument, state) ?? [],
    });
  }
}

/** What the operations have in common of faults that cost something. */
function paidOperation<State, Argument>(): {
  readonly secondObject: (strike: Injection<State, Argument>) => SharedObject;
  readonly budget: (strike: Injection<State, Argument>) => number;
} {
  return { secondObject: ({ armed }) => armed.budget.object, budget: ({ armed }) => armed.budget.left };
}

/** One fault that may strike one object. It goes with the actor whose task it has. */
export class ArmedFault<State = unknown> {
  readonly task: Task;
  readonly budget: FaultBudget;
  readonly #execution: Execution;
  readonly #object: SharedObject<State>;
  /** Makes the fault itself, as opposed to what follows from it, what the task is about to do. */
  readonly #place: (armed: ArmedFault<State>) => void;
  /** What follows from the strike. */
  #consequence: (() => void) | undefined = undefined;
  /** Whether what is armed is the fault itself. */
  #isCosting = false;

  constructor(
    actor: Actor,
    budget: FaultBudget,
    object: SharedObject<State>,
    place: (armed: ArmedFault<State>) => void,
  ) {
    this.task = actor.fork();
    this.#execution = actor.execution;
    this.budget = budget;
    this.#object = object;
    this.#place = place;
    budget.add(this);
    if (this.#canArm()) this.#armNow();
  }

  /** Arms it again, unless it is armed or its budget is spent: after its strike, after what followed, or after `cancel`. */
  arm(): void {
    this.#touch();
    if (this.#canArm()) this.#armNow();
  }

  /** Takes it back, or what follows from its strike: there is nothing to strike now. */
  cancel(): void {
    this.#touch();
    this.#takeBack();
  }

  /** In its strike: what follows from it may happen from now on, at no cost. It strikes the same object. */
  armRecovery<Argument>(fault: Fault<State, Argument>, argument: Argument): void {
    if (this.task.actor.status === "dead") return;
    this.#isCosting = false;
    this.#execution.arm(this.task, fault.operation, this.#object, { armed: this, argument });
    this.#consequence = () => {
      fault.injectNow(this.#object.state, argument, this);
    };
  }

  /** Faults are over. */
  finish(cause: Task): void {
    const isDue = this.task.isArmed && !this.#isCosting;
    this.#takeBack();
    if (!isDue) return;
    this.#execution.recordAccess(cause, this.#object, Access.write);
    this.#execution.addCause(this.task, cause);
    this.#consequence?.();
  }

  /**
   * In its strike: ends an actor, unless it has ended. Whether the actor had ended of itself before must be seen at the object: let its spawn
   * and its exit read it, or a reduction does not know that the strike could have come in between.
   */
  end(actor: Actor, reason: ExitReason): void {
    if (!actor.isAlive) return;
    this.#execution.recordAccess(this.task, actor.life, Access.write);
    exitNow(actor, reason, this.task);
  }

  /** The budget is spent. */
  withdraw(): void {
    if (this.#isCosting) this.#takeBack();
  }

  #canArm(): boolean {
    return !this.task.isArmed && !this.budget.isSpent && this.task.actor.status !== "dead";
  }

  #armNow(): void {
    const { running } = this.#execution;
    if (running !== undefined && running !== this.task) this.#execution.addCause(this.task, running);
    this.#isCosting = true;
    this.#place(this);
  }

  #takeBack(): void {
    if (!this.task.isArmed) return;
    this.#execution.causality?.onWithdraw(this.task);
    this.#execution.disarm(this.task);
  }

  /** Whoever arms or cancels it depends on all who do, and on the strike: whether it was armed or not. */
  #touch(): void {
    const { running } = this.#execution;
    if (running !== undefined && running !== this.task)
      this.#execution.recordAccess(running, this.#object, Access.write);
  }
}
