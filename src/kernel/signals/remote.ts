// Monitors, links and calls between actors at different locations: requests that are transmitted, and that end when the
// connection is lost.

import { Access } from "../../trace/index.ts";
import type { Actor } from "../actors/actor.ts";
import type { Location } from "./location.ts";
import { Link, touchOwnLife } from "./link.ts";
import { MonitorRef } from "./monitor-ref.ts";
import { forward, sendAfterExit, sendSignal } from "./send-signal.ts";
import type { Signal } from "./signal.ts";
import type { Task } from "../operations/task.ts";

/** Monitors a remote actor. */
export function monitorRemote(target: Actor, task: Task): MonitorRef {
  const ref = MonitorRef.create(target.execution.nextRefId(), task.actor, target);
  sendSignal(task.actor, target, { kind: "monitor", ref }, task);
  return ref;
}

/**
 * Links the actor of a task to a remote one: its own end is active from now on, the other end once the request arrives.
 */
export function linkRemote(target: Actor, task: Task): void {
  const { actor } = task;
  touchOwnLife(task);
  actor.links ??= new Map();
  if (actor.links.get(target)?.isActive === true) return;
  const link = new Link(target, actor);
  actor.links.set(target, link);
  sendSignal(actor, target, { kind: "link", link }, task);
}

/** Removes a link to a remote actor. */
export function unlinkRemote(target: Actor, cause: Task): void {
  const { actor } = cause;
  const link = actor.links?.get(target);
  if (link === undefined) return;
  actor.execution.recordAccess(cause, link.object, Access.write);
  link.isActive = false;
  link.isRemoved = true;
  actor.links?.delete(target);
}

/** Handles the arrival of a request from another location; an actor that has exited refuses it. */
export function receiveRequest(receiver: Actor, sender: Actor, signal: Signal, cause: Task): void {
  if (signal.kind === "message" && signal.request !== undefined) {
    receiver.execution.recordAccess(cause, receiver.life, Access.read);
    signal.request.register(cause);
  } else if (signal.kind === "monitor") {
    if (!receiver.isAlive) sendAfterExit(receiver, sender, { kind: "down", ref: signal.ref, reason: "noproc" }, cause);
    else (receiver.monitors ??= []).push(signal.ref);
  } else if (signal.kind === "link") {
    receiver.execution.recordAccess(cause, signal.link.object, Access.write);
    if (signal.link.unheardBy !== undefined) {
      receiveLocalLink(receiver, sender, signal.link, cause);
      return;
    }
    if (signal.link.isRemoved) return;
    if (!receiver.isAlive)
      sendAfterExit(receiver, sender, { kind: "exit", reason: "noproc", link: signal.link }, cause);
    else if (signal.isLost?.(cause) === true) {
      forward(receiver, receiver, { signal: { kind: "exit", reason: "noconnection" }, origin: sender }, cause);
    } else (receiver.links ??= new Map()).set(sender, signal.link);
  }
}

/** An actor hears that another one of its location has linked itself to it. */
function receiveLocalLink(receiver: Actor, sender: Actor, link: Link, cause: Task): void {
  link.unheardBy = undefined;
  // Removed since, or the sender has exited: its EXIT follows.
  if (!link.isActive || receiver.isAlive) return;
  link.isActive = false;
  link.isInFlight = true;
  sendAfterExit(receiver, sender, { kind: "exit", reason: "noproc", link }, cause);
}

/** The loss of a connection. */
export interface ConnectionLoss {
  /** The actor that forwards the resulting signals. */
  readonly via: Actor;
  readonly cause: Task;
}

/** Breaks the links of an actor to the locations that are lost. */
export function breakRemoteLinks(
  actor: Actor,
  isLost: (location: Location | undefined) => boolean,
  { via, cause }: ConnectionLoss,
): void {
  for (const [other, link] of actor.links ?? []) {
    if (!isLost(other.location)) continue;
    actor.links?.delete(other);
    actor.execution.recordAccess(cause, link.object, Access.write);
    actor.execution.recordAccess(cause, actor.life, Access.read);
    if (link.isRemoved || !actor.isAlive) continue;
    forward(via, actor, { signal: { kind: "exit", reason: "noconnection", link }, origin: other }, cause);
  }
}
