// The causality of an execution, as reported to a reduction: which step causes which operation, the objects that a step
// touches beyond those declared, the operations that it withdraws. Sampling strategies need none of this, and their
// executions do not pay for it.

import type { EnabledOperation, TouchedObject } from "../trace/index.ts";
import type { Access } from "../trace/index.ts";

/**
 * Called by the kernel, in order. Steps are counted from 1. A receive takes the matching message that `take` selects.
 */
export interface Causality {
  /** An execution begins. With lazy timers a timer fires only when nothing else is enabled. */
  onBegin(time: "competing" | "lazy"): void;
  /** A task waits for a foreign promise, or an actor has several tasks: from now on some causes may not be reported. */
  onForeignWait(): void;
  /** The next operation of `operation`'s task comes after `step`, which spawned the task, sent to it or ended it. */
  onCause(operation: EnabledOperation, step: number): void;
  /** The running step touches an object that its operation did not declare. */
  onTouch(object: TouchedObject, access: Access): void;
  /**
   * The running step withdraws a pending operation.
   * @returns a ticket that `onLateMatch` is called with, if the operation is a receive
   */
  onWithdraw(operation: EnabledOperation): number;
  /**
   * A pending operation remains at the end of the execution, enabled or blocked.
   * @param touches the objects that it would write beyond those it declares
   */
  onLeft(operation: EnabledOperation, touches: readonly TouchedObject[]): void;
  /** The execution has become quiescent, as opposed to being cut short. Called before `onLeft`. */
  onQuiescent(): void;
  /** The running step has failed, which ended the execution. Called before `onLeft`. */
  onViolated(): void;
  /** The running step sets a timer; its `deadline` is set. */
  onTimer(operation: EnabledOperation): void;
  /** No fault can occur any more at the actor with this key: it exits in the running step, or is spared. */
  onSafe(owner: number): void;
  /** The running step ends all that the actor with this key does. Work goes on after an exit by return. */
  onEnd(owner: number): void;
  /** The running step cancels the actor with this key; everything that the actor does is ordered with it. */
  onCancel(owner: number): void;
  /**
   * Selects the message for a receive that is being performed.
   * @param deliveries the steps that delivered the matching messages, oldest first; at least one
   * @returns an index into `deliveries`
   */
  take(deliveries: readonly number[]): number;
  /**
   * The running step delivers a message that would have matched a receive performed or withdrawn at `step`.
   * @param ticket the return value of `onWithdraw`; −1 if the receive was performed
   */
  onLateMatch(step: number, ticket: number): void;
  /** Whether to inject a fault although only faults are enabled. */
  injectsFaultWhenQuiescent(): boolean;
}
