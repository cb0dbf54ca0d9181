// Where an actor runs, in a program of several nodes. Signals between two homes are carried by whoever made these; the
// kernel knows nothing of how.

import { UsageError } from "../../errors.ts";
import type { Actor } from "../actors/actor.ts";
import { actingActor } from "../operations/attribution.ts";
import type { AnyObject } from "../operations/operation.ts";
import type { SharedObject } from "../operations/shared-object.ts";
import type { Signal } from "./signal.ts";
import type { Task } from "../operations/task.ts";

/** One place where actors run. */
export interface Location {
  /** For messages and errors. */
  readonly name: string;
  /** Its clock; read by whatever depends on the time there. */
  readonly clock: SharedObject;
  /** By how many milliseconds its clock is ahead. */
  readonly clockOffset: number;
  /** Takes a signal of an actor here to another home; `cause` is the task that sends it. */
  transmit(sender: Actor, receiver: Actor, signal: Signal, cause: Task): void;
  /** Touched by sending from here to an actor of another home. */
  linkObject(sender: Actor, receiver: Actor): AnyObject;
}

/** Whether signals between two actors are carried from one home to another. What runs nowhere is near to all. */
export function isRemote(one: Actor, other: Actor): boolean {
  return one.location !== other.location && one.location !== undefined && other.location !== undefined;
}

/** @throws UsageError (`far-actor`) when `caller`, by default the one that calls, cannot see `target` directly */
export function requireLocal(target: Actor, what: string, caller: Actor = actingActor()): Actor {
  if (!isRemote(caller, target)) return target;
  throw new UsageError(
    `${what} asks about ${target.pid.path}, which runs on another node (${target.location?.name ?? ""}) than the caller ` +
      `${caller.pid.path} (${caller.location?.name ?? ""}): nobody can tell without asking there. Monitor it, or ask it by a message.`,
    { code: "far-actor" },
  );
}
