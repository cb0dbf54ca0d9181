// A fault that may strike: a task with an operation that nobody has to perform. It is armed while its budget lasts, and
// comes back after a strike if whoever defined the fault says so.

import { exitNow } from "../kernel/index.ts";
import type { Actor, Execution, ExitReason, SharedObject, Task } from "../kernel/index.ts";
import { Access } from "../trace/index.ts";
import type { Fault } from "./fault.ts";
import type { FaultBudget } from "./fault-budget.ts";

/** One fault that may strike one object. It goes with the actor whose task it has. */
export class Threat<State = unknown> {
  readonly task: Task;
  readonly budget: FaultBudget;
  readonly #execution: Execution;
  readonly #object: SharedObject<State>;
  /** Makes the fault itself, as opposed to what follows from it, what the task is about to do. */
  readonly #place: (threat: Threat<State>) => void;
  /** What follows from the strike. */
  #consequence: (() => void) | undefined = undefined;
  /** Whether what is armed is the fault itself. */
  #isCosting = false;

  constructor(actor: Actor, budget: FaultBudget, object: SharedObject<State>, place: (threat: Threat<State>) => void) {
    this.task = actor.fork();
    this.#execution = actor.execution;
    this.budget = budget;
    this.#object = object;
    this.#place = place;
    budget.enter(this);
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
  follow<Argument>(fault: Fault<State, Argument>, argument: Argument): void {
    if (this.task.actor.status === "dead") return;
    this.#isCosting = false;
    this.#execution.arm(this.task, fault.operation, this.#object, { threat: this, argument });
    this.#consequence = () => {
      fault.strikeNow(this.#object.state, argument, this);
    };
  }

  /** Faults are over. */
  finish(cause: Task): void {
    const isDue = this.task.isArmed && !this.#isCosting;
    this.#takeBack();
    if (!isDue) return;
    this.#execution.touch(cause, this.#object, Access.write);
    this.#execution.follow(this.task, cause);
    this.#consequence?.();
  }

  /**
   * In its strike: ends an actor, unless it has ended. Whether the actor had ended of itself before must be seen at the object: let its spawn
   * and its exit read it, or a reduction does not know that the strike could have come in between.
   */
  end(actor: Actor, reason: ExitReason): void {
    if (!actor.isAlive) return;
    this.#execution.touch(this.task, actor.life, Access.write);
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
    if (running !== undefined && running !== this.task) this.#execution.follow(this.task, running);
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
    if (running !== undefined && running !== this.task) this.#execution.touch(running, this.#object, Access.write);
  }
}
