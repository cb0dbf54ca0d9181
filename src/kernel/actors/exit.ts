// The end of an actor: its body returns or throws, and the actor exits; or it is killed. An exit is several steps: the
// actor stops; its resources are released, each in a step; then its links and monitors are notified, each signal a
// choice. Work that its code has begun goes on after it has exited, as in any JavaScript program; a kill ends it.

import { Access, readable, Role } from "../../trace/index.ts";
import type { Actor, LateAnswer, Resource } from "./actor.ts";
import { resumedOutside } from "../operations/attribution.ts";
import { Cancelled } from "../operations/cancelled.ts";
import { currentTask, judging } from "../operations/current.ts";
import { runExitCallbacks } from "./on-exit.ts";
import { isCrash, showReason } from "../signals/exit-reason.ts";
import type { ExitReason } from "../signals/exit-reason.ts";
import { LinkFailed } from "../signals/link.ts";
import type { Link } from "../signals/link.ts";
import type { MonitorRef } from "../signals/monitor-ref.ts";
import { DEFERRED, Operation } from "../operations/operation.ts";
import { recordWithdrawnReceive } from "../messages/receive.ts";
import { refuseRequests } from "../messages/call.ts";
import { sendSignal, touchChannels } from "../signals/send-signal.ts";
import { isFault } from "../operations/task.ts";
import type { Task } from "../operations/task.ts";
import { stopAllTimers, stopOwnTimers, stopServerTimers } from "../time/timer.ts";

/** Arms the exit of an actor whose body has returned. */
export function finishActor(actor: Actor, reason: ExitReason = "normal"): void {
  endBody(actor, reason, true);
}

/** @param isReturn whether the body has returned, as opposed to having thrown */
function endBody(actor: Actor, reason: ExitReason, isReturn: boolean): void {
  const { execution, task } = actor;
  if (actor.status !== "running" || execution.unwinding !== undefined) return;
  const last = currentTask();
  if (last === undefined) execution.escape(actor, resumedOutside(actor));
  else if (last.actor !== actor) execution.requireAttribution();
  actor.status = "finished";
  actor.exitReason = reason;
  // Messages that arrive before the exit are not handled any more.
  if (actor.handler !== undefined) actor.handler.isBusy = true;
  if (task.isArmed || actor.extraTasks !== undefined) leaveWork(actor, isReturn);
  if (task.isArmed) actor.exitTask = actor.fork();
  const { exitTask } = actor;
  // Another branch of its code may have been the last one.
  if (last !== undefined && last !== exitTask) execution.addCause(exitTask, last);
  execution.arm(exitTask, EXIT, actor.life, undefined);
}

/** Lets the pending operations go on, but for those that stand for the actor's own life as a server. */
function leaveWork(actor: Actor, isReturn: boolean): void {
  const { execution } = actor;
  stopServerTimers(actor);
  if (!isPending(actor.task) && actor.extraTasks?.some(isPending) !== true) return;
  for (const task of actor.allTasks()) if (isPending(task) && task.operation.endsWithBody) abandonOperation(task);
  const left = actor.allTasks().filter(isPending);
  if (left.length === 0) return;
  execution.requireAttribution();
  if (isReturn) for (const task of left) if (isUnconditional(task)) tellUnawaited(task);
}

/** The body of its actor has returned, and the unconditional operation of `task` is still pending. */
function tellUnawaited(task: Task): void {
  const { execution, pid } = task.actor;
  const { reactions, settings } = execution;
  if (settings.unawaited === "note") {
    (execution.leftPending ??= []).push({ actor: pid.path, operation: task.kind, waitsFor: undefined });
  } else if (reactions === undefined) execution.needsReactions = true;
  else reactions.suspect(task);
}

/** Handles an error thrown by an actor's body. An assertion ends the execution; so does any error of the main actor. */
export function crashActor(actor: Actor, thrown: unknown): void {
  const { execution } = actor;
  if (actor.status === "dead" || execution.unwinding !== undefined) return;
  const { error, isFailure } = judging(execution, () => read(thrown));
  if (currentTask() === undefined) execution.escape(actor, resumedOutside(actor));
  if (actor === execution.actors[0] || isFailure) {
    execution.violate(actor, error);
    return;
  }
  endBody(actor, reasonOf(actor, error), false);
}

/** Looks at what was thrown, which may run code of the program. */
function read(thrown: unknown): { readonly error: unknown; readonly isFailure: boolean } {
  const error = readable(thrown);
  return { error, isFailure: isAssertion(error) };
}

/** The exit reason of an actor whose body threw. Two errors stand for a reason of their own. */
function reasonOf({ cancellation }: Actor, error: unknown): ExitReason {
  if (error instanceof Cancelled && cancellation?.isRequested === true) return "cancelled";
  return error instanceof LinkFailed ? error.reason : { kind: "crashed", error };
}

/** Ends an actor and all that it does in the running step; `cause` is the task that does so. */
export function exitNow(actor: Actor, reason: ExitReason, cause: Task): void {
  if (actor.status === "dead") return;
  actor.isKilled = true;
  markDead(actor, reason, cause);
  releaseNext(actor);
}

/**
 * Ends an actor together with its node: its resources are released in the same step, and only links and monitors of
 * actors outside all nodes are notified.
 */
export function removeWithNode(actor: Actor, reason: ExitReason, cause: Task): void {
  const { execution, exitTask } = actor;
  execution.recordAccess(cause, actor.life, Access.write);
  stopAllTimers(actor);
  const isReleasing = exitTask.isArmed && exitTask.operation === RELEASE;
  if (isReleasing) actor.resources = [exitTask.argument as Resource, ...(actor.resources ?? [])];
  actor.isKilled = true;
  if (actor.status !== "dead") markDead(actor, reason, cause);
  else {
    // Work that it has begun may go on.
    endOperations(actor, cause);
    if (!isReleasing) return;
  }
  for (const resource of actor.resources ?? []) {
    if (resource.object !== undefined) execution.recordAccess(cause, resource.object, Access.write);
    resource.release(true);
  }
  actor.resources = undefined;
  for (const other of actor.links?.keys() ?? []) if (other.location !== undefined) actor.links?.delete(other);
  actor.monitors = actor.monitors?.filter(({ observer }) => observer.location === undefined);
  announceExit(actor);
}

/** Marks an actor as dead; its resources are not released and no other actor is notified yet. */
function markDead(actor: Actor, reason: ExitReason, cause: Task): void {
  const { execution, exitTask } = actor;
  actor.status = "dead";
  actor.exitReason = reason;
  execution.causality?.onSafe(actor.key);
  if (actor.exitCallbacks !== undefined) runExitCallbacks(actor, cause);
  if (actor.isServer) execution.recordAccess(cause, actor.mailbox, Access.write);
  if (actor.isKilled) endOperations(actor, cause);
  else for (const task of actor.extraTasks ?? []) if (isFault(task)) abandonOperation(task);
  execution.addCause(exitTask, cause);
  execution.ready.recheck(actor.life);
  if (actor === execution.actors[0]) mainExits(actor, reason);
}

/** Ends the pending operations of a killed actor. */
function endOperations(actor: Actor, cause: Task): void {
  const { execution, task } = actor;
  execution.causality?.onEnd(actor.key);
  if (cause !== actor.exitTask || actor.memory !== undefined) touchReplyObjects(actor, cause);
  if (task.isArmed || actor.extraTasks !== undefined) abandonOperations(actor, isArmed);
  // Ended by its own step, for example by a signal to itself: the loop is about to resume it.
  if (execution.running?.actor === actor) for (const each of actor.allTasks()) each.detachBody();
}

/** Orders an interruption of an actor with the replies that resume or would have resumed its code. */
export function touchReplyObjects(actor: Actor, cause: Task): void {
  const { execution } = actor;
  if (actor.answers !== undefined) execution.recordAccess(cause, actor.answers, Access.write);
  for (const task of actor.allTasks()) {
    const awaitsReply = task.hasReplyObject || (task.isArmed && task.operation.onAbandoned !== undefined);
    if (awaitsReply) execution.recordAccess(cause, task.replyObject, Access.write);
  }
}

/**
 * Abandons all operations that an actor waits for, and its own timers.
 * @returns the tasks that waited
 */
export function abandonWaits(actor: Actor): readonly Task[] {
  const waiting = actor.allTasks().filter(isWait);
  abandonOperations(actor, isWait);
  return waiting;
}

/** Handles the exit of the main actor, which ends the execution unless its reason is `normal`. */
function mainExits(main: Actor, reason: ExitReason): void {
  main.execution.hasMainReturned = true;
  if (reason === "normal") return;
  const error = isCrash(reason) ? reason.error : new Error(`The main actor exited: ${showReason(reason)}.`);
  main.execution.violate(main, error);
}

/** Stops the actor's own timers and abandons the operations of the selected tasks. */
function abandonOperations(actor: Actor, isSelected: (task: Task) => boolean): void {
  stopOwnTimers(actor);
  if (isSelected(actor.task)) abandonOperation(actor.task);
  if (actor.extraTasks === undefined) return;
  for (const task of actor.extraTasks) if (isSelected(task)) abandonOperation(task);
}

/** Withdraws an operation of whatever kind, and notifies the operation that its task no longer waits. */
function abandonOperation(task: Task): void {
  const { execution } = task.actor;
  if (task.isArmed && !task.isSuspended && execution.causality !== undefined) {
    recordWithdrawnReceive(task, execution.causality.onWithdraw(task));
  }
  if (execution.hasTimers) execution.timers.cancel(task);
  execution.disarm(task);
  task.operation.onAbandoned?.(task.argument);
}

function releaseNext(actor: Actor): void {
  const resource = actor.resources?.shift();
  if (resource === undefined) announceExit(actor);
  else actor.execution.arm(actor.exitTask, RELEASE, resource.object, resource);
}

function announceExit(actor: Actor): void {
  const { execution, exitReason: reason, lateAnswers, links, monitors, requests } = actor;
  actor.hasExited = true;
  if (isCrash(reason) && !isObserved(actor)) execution.violate(actor, reason.error);
  if (links === undefined && monitors === undefined && requests === undefined && lateAnswers === undefined) return;
  // Sorted by key: the order in which links were created is irrelevant.
  const linked = [...(links ?? [])].toSorted((one, two) => one[1].object.key - two[1].object.key);
  touchChannels(actor, [
    ...linked.filter(([, { isActive, unheardBy }]) => isActive && unheardBy !== actor).map(([other]) => other),
    ...(monitors ?? []).map(({ observer }) => observer),
    ...[...(requests ?? [])].map(({ callingActor }) => callingActor),
    ...(lateAnswers ?? []).map(({ receiver }) => receiver),
  ]);
  notifyLinked(actor, linked);
  if (monitors !== undefined) notifyMonitors(actor, monitors);
  if (requests !== undefined) refuseRequests(requests, reason);
  if (lateAnswers !== undefined) sendLateAnswers(actor, lateAnswers);
}

/** Each receiver's in the order of its requests; several receivers' by key, since who asked first is irrelevant. */
function sendLateAnswers(actor: Actor, answers: readonly LateAnswer[]): void {
  actor.lateAnswers = undefined;
  for (const { receiver, signal } of answers.toSorted((one, two) => one.receiver.key - two.receiver.key)) {
    sendSignal(actor, receiver, signal, actor.exitTask);
  }
}

/** Sends the exit signals. */
function notifyLinked(actor: Actor, linked: readonly (readonly [Actor, Link])[]): void {
  const { execution, exitReason: reason, exitTask } = actor;
  for (const [other, link] of linked) {
    if (!link.wasActive) continue;
    execution.recordAccess(exitTask, link.object, Access.write);
    if (link.unheardBy === actor) continue;
    if (!link.isActive) {
      if (link.start?.starter === other) link.start.fail(exitTask);
      continue;
    }
    link.isActive = false;
    link.isInFlight = true;
    sendSignal(actor, other, { kind: "exit", reason, link }, exitTask);
  }
}

/**
 * Sends the down messages. If one of them arrives in this step, as instant signals do, they are sorted by key, too; the
 * sorted copy is also necessary because each arrival removes a monitor from the list.
 */
function notifyMonitors(actor: Actor, monitors: readonly MonitorRef[]): void {
  const { execution, exitReason: reason, exitTask } = actor;
  const hasArrivals = execution.isInstant || monitors.some(({ observer }) => observer === actor);
  const inOrder = hasArrivals ? monitors.toSorted((one, two) => one.observer.key - two.observer.key) : monitors;
  for (const ref of inOrder) sendSignal(actor, ref.observer, { kind: "down", ref, reason }, exitTask);
}

/** Whether any actor is notified of its exit: a call monitors the called actor until it has its reply. */
function isObserved({ links, monitors, requests }: Actor): boolean {
  if ((monitors?.length ?? 0) > 0 || (requests?.size ?? 0) > 0) return true;
  for (const link of links?.values() ?? []) if (link.isActive) return true;
  return false;
}

/** The exit after the body has ended, or by `exit(reason)`. */
export const EXIT: Operation<Actor, ExitReason | undefined, never> = new Operation<
  Actor,
  ExitReason | undefined,
  never
>({
  kind: "exit",
  access: Access.write,
  isForgotten: true,
  perform(actor, reason, task) {
    if (reason !== undefined) exitNow(actor, reason, task);
    else {
      markDead(actor, actor.exitReason, task);
      releaseNext(actor);
    }
    return DEFERRED;
  },
  show: (reason, actor) => [reason ?? actor.exitReason],
});

const RELEASE = new Operation<unknown, Resource, never>({
  kind: "release",
  access: Access.write,
  perform(_state, resource, { actor }) {
    resource.release();
    // The exit is complete with this step, which others observe.
    if (actor.resources?.length === 0) actor.execution.recordAccess(actor.exitTask, actor.life, Access.write);
    releaseNext(actor);
    return DEFERRED;
  },
  show: ({ label }) => [label],
});

/**
 * Whether the pending operation of a task could be performed at any time and would have an effect. A wait that is left
 * over when the code returns, for example a receive or a sleep that lost a `Promise.race`, is harmless.
 */
function isUnconditional(task: Task): boolean {
  return task.role === Role.task && task.slot >= 0 && task.operation.isEnabled === undefined;
}

/** Whether an operation of the actor's code is pending, as opposed to a timer or a fault. */
function isPending(task: Task): boolean {
  return isArmed(task) && task.role !== Role.fault;
}

/** Whether an operation of the actor's code is pending that a cancellation withdraws. */
function isWait(task: Task): boolean {
  return isPending(task) && !task.operation.isRelease;
}

/**
 * Whether an operation other than a timer is pending; timers that run a callback of the program outlive their actor.
 */
function isArmed(task: Task): boolean {
  return task.isArmed && task.kind !== "timer";
}

/** Whether an error is an assertion, which ends the execution whether or not an actor would catch it. */
export function isAssertion(error: unknown): boolean {
  const known = readable(error);
  return known instanceof Error && (known.name === "AssertionError" || "assertionResult" in known);
}
