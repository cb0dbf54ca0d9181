// Where an actor runs, in a program of several nodes. Signals between two homes are carried by whoever made these; the
// kernel knows nothing of how.

import type { Actor } from "./actor.ts";
import type { AnyObject } from "./operation.ts";
import type { SharedObject } from "./shared-object.ts";
import type { Signal } from "./signal.ts";
import type { Task } from "./task.ts";

/** One place where actors run. */
export interface Home {
  /** For messages and errors. */
  readonly name: string;
  /** Its clock; read by whatever depends on the time there. */
  readonly clock: SharedObject;
  /** By how many milliseconds its clock is ahead. */
  readonly clockOffset: number;
  /** Takes a signal of an actor here to another home; `cause` is the task that sends it. */
  carry(sender: Actor, receiver: Actor, signal: Signal, cause: Task): void;
  /** Touched by sending from here to an actor of another home. */
  wayTo(sender: Actor, receiver: Actor): AnyObject;
}

/** Whether signals between two actors are carried from one home to another. What runs nowhere is near to all. */
export function isFar(one: Actor, other: Actor): boolean {
  return one.home !== other.home && one.home !== undefined && other.home !== undefined;
}
