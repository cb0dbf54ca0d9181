// Fault definitions and armed faults. A fault is an operation like any other: it writes the object that it affects and,
// if it consumes budget, the budget.

import type { FaultKind } from "../choice/index.ts";
import { DEFERRED, exitNow, Operation } from "../kernel/index.ts";
import type { Actor, Execution, ExitReason, SharedObject, Task } from "../kernel/index.ts";
import { Access, Role } from "../trace/index.ts";
import type { FaultBudget } from "./fault-budget.ts";

/** A fault definition. `State` is the state of the affected object, `Argument` the value given when it is armed. */
export interface FaultTraits<State, Argument> {
  /** The kind of the step, for example `partition`; unique among all operations. */
  readonly kind: string;
  /** The budget that it consumes. Default: none, for a recovery, for example healing. */
  readonly budgetKind?: FaultKind;
  /** Injects the fault, atomically, in a step of `armed.task`. */
  readonly inject: (state: State, argument: Argument, armed: ArmedFault<State>) => void;
  /**
   * Whether the object is exempt. Must hold from the step in which the fault is armed, or never. Default: not exempt.
   */
  readonly isExempt?: (state: State) => boolean;
  /** What a trace shows in brackets. Default: nothing. */
  readonly show?: (argument: Argument, state: State) => readonly unknown[];
}

/** The argument of a fault's operation. */
export interface Injection<State, Argument> {
  readonly armed: ArmedFault<State>;
  readonly argument: Argument;
}

/** A kind of fault or recovery. Create one per kind, not one per execution. */
export class Fault<State, Argument = undefined> {
  readonly budgetKind: FaultKind | undefined;
  readonly operation: Operation<State, Injection<State, Argument>, unknown>;
  /** Injects the fault in the running step, without consuming budget. */
  readonly injectNow: (state: State, argument: Argument, armed: ArmedFault<State>) => void;

  constructor({ budgetKind, isExempt, kind, show, inject }: FaultTraits<State, Argument>) {
    this.budgetKind = budgetKind;
    this.injectNow = inject;
    this.operation = new Operation({
      kind,
      role: Role.fault,
      access: Access.write,
      ...(budgetKind === undefined ? {} : budgetedOperation<State, Argument>()),
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

/** The common traits of operations that consume budget. */
function budgetedOperation<State, Argument>(): {
  readonly secondObject: (injection: Injection<State, Argument>) => SharedObject;
  readonly budget: (injection: Injection<State, Argument>) => number;
} {
  return { secondObject: ({ armed }) => armed.budget.object, budget: ({ armed }) => armed.budget.left };
}

/** A fault that may occur at one object. It is disarmed when the actor that owns its task exits. */
export class ArmedFault<State = unknown> {
  readonly task: Task;
  readonly budget: FaultBudget;
  readonly #execution: Execution;
  readonly #object: SharedObject<State>;
  /** Arms the task with the fault itself, as opposed to its recovery. */
  readonly #armFault: (armed: ArmedFault<State>) => void;
  #recover: (() => void) | undefined = undefined;
  /** Whether the fault itself is armed, as opposed to its recovery. */
  #isFaultArmed = false;

  constructor(
    actor: Actor,
    budget: FaultBudget,
    object: SharedObject<State>,
    armFault: (armed: ArmedFault<State>) => void,
  ) {
    this.task = actor.fork();
    this.#execution = actor.execution;
    this.budget = budget;
    this.#object = object;
    this.#armFault = armFault;
    budget.add(this);
  }

  /** Arms it when it has been created, which no other step depends on. */
  armFirst(): void {
    if (this.#canArm()) this.#armNow();
  }

  /**
   * Arms it again after it occurred, after its recovery or after `cancel`; not if it is armed or the budget is
   * exhausted.
   */
  arm(): void {
    this.#recordAccess();
    if (this.#canArm()) this.#armNow();
  }

  /** Disarms the fault or its recovery, while the object is in no state to be affected. */
  cancel(): void {
    this.#recordAccess();
    this.#disarm();
  }

  /** Called by `inject`: arms the recovery, which affects the same object and consumes no budget. */
  armRecovery<Argument>(fault: Fault<State, Argument>, argument: Argument): void {
    if (this.task.actor.status === "dead") return;
    this.#isFaultArmed = false;
    this.#execution.arm(this.task, fault.operation, this.#object, { armed: this, argument });
    this.#recover = () => {
      fault.injectNow(this.#object.state, argument, this);
    };
  }

  /** Ends fault injection: a pending recovery happens in the step of `cause`. */
  finish(cause: Task): void {
    const isRecovering = this.task.isArmed && !this.#isFaultArmed;
    this.#disarm();
    // A recovery that has happened would have happened here, had this step come first.
    if (this.#recover === undefined) return;
    this.#execution.recordAccess(cause, this.#object, Access.write);
    if (!isRecovering) return;
    this.#execution.addCause(this.task, cause);
    this.#recover?.();
  }

  /**
   * Called by `inject`: ends an actor, unless it has exited. Let the actor's spawn and exit read the fault's object:
   * otherwise a reduction cannot know that the fault could have occurred between the two.
   */
  end(actor: Actor, reason: ExitReason): void {
    if (!actor.isAlive) return;
    this.#execution.recordAccess(this.task, actor.life, Access.write);
    exitNow(actor, reason, this.task);
  }

  /** Disarms the fault, but not a recovery: the budget is exhausted. */
  withdraw(): void {
    if (this.#isFaultArmed) this.#disarm();
  }

  #canArm(): boolean {
    return !this.task.isArmed && !this.budget.isSpent && this.task.actor.status !== "dead";
  }

  #armNow(): void {
    const { running } = this.#execution;
    if (running !== undefined && running !== this.task) this.#execution.addCause(this.task, running);
    this.#isFaultArmed = true;
    this.#armFault(this);
  }

  #disarm(): void {
    if (this.task.isArmed) this.#execution.withdraw(this.task);
  }

  /** A step that arms or cancels the fault depends on every other such step and on the fault, whether armed or not. */
  #recordAccess(): void {
    const { running } = this.#execution;
    if (running !== undefined && running !== this.task)
      this.#execution.recordAccess(running, this.#object, Access.write);
  }
}
