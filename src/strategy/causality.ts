// What a reduction hears of an execution besides its steps: which step causes which operation, what a step turns out
// to touch, what it takes back. Sampling strategies do without, and executions do not pay for it then.

import type { EnabledOperation, TouchedObject } from "../trace/index.ts";
import type { Access } from "../trace/index.ts";

/** Told by the kernel, in order. Steps are counted from 1. A receive takes whichever of the matching messages it is told to. */
export interface Causality {
  /** An execution begins. In lazy time a timer fires only when nothing else can happen. */
  onBegin(time: "competing" | "lazy"): void;
  /**
   * A task waits for a promise that is no operation's, or an actor has several tasks: not every cause is told from now on.
   */
  onForeignWait(): void;
  /** Whatever `operation`'s task does next comes after `step`, which spawned it, sent to it or ended it. */
  onCause(operation: EnabledOperation, step: number): void;
  /** The running step touches an object that its operation did not declare. */
  onTouch(object: TouchedObject, access: Access): void;
  /**
   * The running step takes a pending operation back.
   * @returns what `onLateMatch` shall call it, if it is a receive
   */
  onWithdraw(operation: EnabledOperation): number;
  /**
   * A pending operation is left at the end of the execution, enabled or blocked.
   * @param touches what it would write beyond what it declares
   */
  onLeft(operation: EnabledOperation, touches: readonly TouchedObject[]): void;
  /** The execution has come to rest, as opposed to being cut short. Told before what is left. */
  onRest(): void;
  /** The running step sets a timer; when it is due is what it needs. */
  onTimer(operation: EnabledOperation): void;
  /** The running step ends the actor with this key; those who wait for the end of `life` can go on. */
  onExit(owner: number, life: TouchedObject): void;
  /** The running step cancels the actor with this key: it and all that the actor does are in order. */
  onCancel(owner: number): void;
  /**
   * A receive is performed: which of the matching messages it takes.
   * @param deliveries the steps that delivered them, oldest first; at least one
   * @returns an index into `deliveries`
   */
  take(deliveries: readonly number[]): number;
  /**
   * The running step delivers a message that a receive would have matched that was performed, or taken back, at `step`.
   * @param ticket what `onWithdraw` gave; −1 if it was performed
   */
  onLateMatch(step: number, ticket: number): void;
  /** Only faults are enabled: whether one shall strike all the same. */
  strikesAtRest(): boolean;
}
