// Locations of actors in a program of several nodes. Signals between two locations are transmitted by the layer that
// implements `Location`; the kernel knows nothing about the network.

import { UsageError } from "../../errors.ts";
import type { Actor } from "../actors/actor.ts";
import { actingActor } from "../operations/attribution.ts";
import type { AnyObject } from "../operations/operation.ts";
import type { SharedObject } from "../operations/shared-object.ts";
import type { Signal } from "./signal.ts";
import type { Task } from "../operations/task.ts";

/** A location at which actors run. */
export interface Location {
  /** The name in error messages. */
  readonly name: string;
  /** Its clock; read by operations that depend on the local time. */
  readonly clock: SharedObject;
  /** The number of milliseconds by which its clock is ahead. */
  readonly clockOffset: number;
  /** Transmits a signal from an actor here to another location; `cause` is the task that sends it. */
  transmit(sender: Actor, receiver: Actor, signal: Signal, cause: Task): void;
  /** The object that sending from here to another location touches. */
  linkObject(sender: Actor, receiver: Actor): AnyObject;
}

/** Whether two actors run at different locations. An actor without a location is local to every other. */
export function isRemote(one: Actor, other: Actor): boolean {
  return one.location !== other.location && one.location !== undefined && other.location !== undefined;
}

/** @throws UsageError (`remote-actor`) when `target` is remote from `caller`, by default the calling actor */
export function requireLocal(target: Actor, what: string, caller: Actor = actingActor()): Actor {
  if (!isRemote(caller, target)) return target;
  throw new UsageError(
    `${what} requires a local actor, but ${target.pid.path} runs on the node ${target.location?.name ?? ""} and the caller ` +
      `${caller.pid.path} on the node ${caller.location?.name ?? ""}. Monitor it, or send it a message.`,
    { code: "remote-actor" },
  );
}
