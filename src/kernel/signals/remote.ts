// What actors of different homes have to do with each other besides messages: monitors, links and calls are requests that
// travel, and end when the way is lost.

import { Access } from "../../trace/index.ts";
import type { Actor } from "../actors/actor.ts";
import type { Home } from "./location.ts";
import { Tie } from "./link.ts";
import { MonitorRef } from "./monitor-ref.ts";
import { passOn, sendSignal } from "./send-signal.ts";
import type { Signal } from "./signal.ts";
import type { Task } from "../operations/task.ts";

/** Asks an actor of another home to tell of its end. */
export function monitorFar(target: Actor, task: Task): MonitorRef {
  const ref = new MonitorRef(target.execution.nextRefId(), task.actor, target);
  sendSignal(task.actor, target, { kind: "monitor", ref }, task);
  return ref;
}

/** Ties the actor of a task to one of another home: its own end binds from now on, the other's once the request arrives. */
export function linkFar(target: Actor, task: Task): void {
  const { actor } = task;
  actor.ties ??= new Map();
  if (actor.ties.get(target)?.isIntact === true) return;
  const bond = new Tie(target, actor);
  actor.ties.set(target, bond);
  sendSignal(actor, target, { kind: "link", tie: bond }, task);
}

/** Undoes such a link. */
export function unlinkFar(target: Actor, { actor }: Task): void {
  const bond = actor.ties?.get(target);
  if (bond === undefined) return;
  actor.execution.touch(actor.task, bond.object, Access.write);
  bond.isIntact = false;
  bond.isUndone = true;
  actor.ties?.delete(target);
}

/** A request from another home arrives; the dead answer at once. */
export function receiveRequest(receiver: Actor, sender: Actor, signal: Signal, cause: Task): void {
  if (signal.kind === "message" && signal.request !== undefined) {
    receiver.execution.touch(cause, receiver.life, Access.read);
    signal.request.reach(cause);
  } else if (signal.kind === "monitor") {
    if (!receiver.isAlive) sendSignal(receiver, sender, { kind: "down", ref: signal.ref, reason: "noproc" }, cause);
    else (receiver.watchers ??= []).push(signal.ref);
  } else if (signal.kind === "link") {
    receiver.execution.touch(cause, signal.tie.object, Access.write);
    if (signal.tie.isUndone) return;
    if (!receiver.isAlive) sendSignal(receiver, sender, { kind: "exit", reason: "noproc", tie: signal.tie }, cause);
    else if (signal.isLost?.(cause) === true) {
      passOn(receiver, receiver, { signal: { kind: "exit", reason: "noconnection" }, origin: sender }, cause);
    } else (receiver.ties ??= new Map()).set(sender, signal.tie);
  }
}

/** How an actor hears that the way to another is lost. */
export interface Loss {
  /** Who passes the news on. */
  readonly via: Actor;
  readonly cause: Task;
}

/** The way to elsewhere is lost for an actor: its links there break. */
export function loseContact(
  actor: Actor,
  isElsewhere: (home: Home | undefined) => boolean,
  { via, cause }: Loss,
): void {
  for (const [other, bond] of actor.ties ?? []) {
    if (!isElsewhere(other.home)) continue;
    actor.ties?.delete(other);
    actor.execution.touch(cause, bond.object, Access.write);
    actor.execution.touch(cause, actor.life, Access.read);
    if (bond.isUndone || !actor.isAlive) continue;
    passOn(via, actor, { signal: { kind: "exit", reason: "noconnection", tie: bond }, origin: other }, cause);
  }
}
