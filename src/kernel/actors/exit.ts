// The life of an actor: it is spawned, its body returns or throws, it exits. An exit is several steps: the actor stops;
// what it owns goes, one thing a step; then its links and monitors hear of it, each signal a choice of its own.

import { Access, Role } from "../../trace/index.ts";
import { Actor } from "./actor.ts";
import type { Resource } from "./actor.ts";
import { resumedOutside } from "../operations/attribution.ts";
import { Cancelled } from "../operations/cancelled.ts";
import { currentTask } from "../operations/current.ts";
import { runExitCallbacks } from "./on-exit.ts";
import { UsageError } from "../../errors.ts";
import type { Execution } from "../execution/execution.ts";
import { isCrash, showReason } from "../signals/exit-reason.ts";
import type { ExitReason } from "../signals/exit-reason.ts";
import type { MonitorRef } from "../signals/monitor-ref.ts";
import { DEFERRED, Operation } from "../operations/operation.ts";
import { rememberReceive } from "../messages/receive.ts";
import { refuseRequests } from "../messages/call.ts";
import { sendSignal } from "../signals/send-signal.ts";
import type { Task } from "../operations/task.ts";
import { stopAllTimers, stopOwnTimers } from "../time/timer.ts";

/** Taken once: to load a global is a look-up in code that runs for every actor. */
const NativePromise = Promise;

/** Makes an actor that has not started. */
export function createActor(execution: Execution, parent: Actor | undefined, name: string | undefined): Actor {
  const actor = new Actor(execution, parent, name);
  execution.actors.push(actor);
  if (parent !== undefined) execution.onSpawn?.(actor);
  if (execution.hasForeignWaits) execution.requireAttribution();
  return actor;
}

/** Runs an actor's body up to its first operation; the drain that follows belongs to it. */
export function startBody(actor: Actor, body: () => unknown, onReturn: (value: unknown) => void): void {
  const { execution } = actor;
  const { attribution } = execution;
  execution.runningStep.setResumed(actor.task);
  let result: unknown;
  try {
    result = attribution === undefined ? body() : attribution.run(actor, body);
  } catch (error) {
    crashActor(actor, error);
    return;
  }
  if (!(result instanceof NativePromise)) {
    onReturn(result);
    return;
  }
  result.then(onReturn, (error: unknown) => {
    crashActor(actor, error);
  });
}

/** An actor's body has returned: what is left is its exit. */
export function finishActor(actor: Actor, reason: ExitReason = "normal"): void {
  if (actor.status !== "running") return;
  const { execution } = actor;
  if (currentTask() === undefined) execution.escape(actor, resumedOutside(actor));
  const unawaited = isUnawaited(actor.task) ? actor.task : actor.extraTasks?.find(isUnawaited);
  if (unawaited !== undefined) {
    execution.violate(actor, neverAwaited(actor, unawaited));
    return;
  }
  actor.status = "finished";
  actor.exitReason = reason;
  // What arrives before the exit is not handled any more.
  if (actor.handler !== undefined) actor.handler.isBusy = true;
  withdrawOperations(actor, isPending);
  execution.arm(actor.task, EXIT, actor.life, undefined);
}

/** An actor's body threw. An assertion ends the execution; so does any error of the main actor. */
export function crashActor(actor: Actor, error: unknown): void {
  const { execution } = actor;
  if (actor.status === "dead") return;
  if (currentTask() === undefined) execution.escape(actor, resumedOutside(actor));
  if (actor === execution.actors[0] || isAssertion(error)) {
    execution.violate(actor, error);
    return;
  }
  withdrawOperations(actor, isPending);
  const isCancelled = error instanceof Cancelled && actor.cancellation?.isRequested === true;
  finishActor(actor, isCancelled ? "cancelled" : { kind: "crashed", error });
}

/** Ends an actor in the running step; `cause` is the task that does so. */
export function exitNow(actor: Actor, reason: ExitReason, cause: Task): void {
  if (actor.status === "dead") return;
  markDead(actor, reason, cause);
  releaseNext(actor);
}

/**
 * Ends an actor together with the home it runs at: what it owns goes in the same step, and of those that wait for its end
 * only the ones that run nowhere are told.
 */
export function removeWithNode(actor: Actor, reason: ExitReason, cause: Task): void {
  const { execution, task } = actor;
  execution.recordAccess(cause, actor.life, Access.write);
  stopAllTimers(actor);
  const isReleasing = actor.status === "dead" && task.isArmed;
  if (isReleasing) {
    actor.resources = [task.argument as Resource, ...(actor.resources ?? [])];
    withdraw(task);
  } else if (actor.status === "dead") return;
  else markDead(actor, reason, cause);
  for (const resource of actor.resources ?? []) {
    if (resource.object !== undefined) execution.recordAccess(cause, resource.object, Access.write);
    resource.release();
  }
  actor.resources = undefined;
  for (const other of actor.links?.keys() ?? []) if (other.location !== undefined) actor.links?.delete(other);
  actor.monitors = actor.monitors?.filter(({ observer }) => observer.location === undefined);
  announceExit(actor);
}

/** The actor is dead from here on; what it owns is still there, and nobody has been told. */
function markDead(actor: Actor, reason: ExitReason, cause: Task): void {
  const { execution, task } = actor;
  actor.status = "dead";
  actor.exitReason = reason;
  execution.causality?.onExit(actor.key, actor.life);
  if (actor.exitCallbacks !== undefined) runExitCallbacks(actor, cause);
  if (actor.isServer) execution.recordAccess(cause, actor.mailbox, Access.write);
  if (cause !== task) touchAnswers(actor, cause);
  if (task.isArmed || actor.extraTasks !== undefined) withdrawOperations(actor, isArmed);
  // Its own step has ended it, by a signal to itself for example: the loop is about to resume it.
  if (execution.running?.actor === actor) for (const each of actor.allTasks()) each.detachBody();
  execution.addCause(task, cause);
  execution.recheckWaiting(actor.life);
  if (actor === execution.actors[0]) mainExits(actor, reason);
}

/** Others may resume an actor's code, or would have done so: whether they did before it was interrupted matters. */
export function touchAnswers(actor: Actor, cause: Task): void {
  const { execution } = actor;
  for (const task of actor.allTasks()) {
    const isAnswered = task.hasReplyObject || (task.isArmed && task.operation.onAbandoned !== undefined);
    if (isAnswered) execution.recordAccess(cause, task.replyObject, Access.write);
  }
}

/** Takes back all that an actor waits for, and its own timers; gives the tasks that waited. */
export function takeBackWaits(actor: Actor): readonly Task[] {
  const waiting = actor.allTasks().filter(isWait);
  withdrawOperations(actor, isWait);
  return waiting;
}

/** The main actor has exited; other than by returning, it takes the execution with it. */
function mainExits(main: Actor, reason: ExitReason): void {
  main.execution.hasMainReturned = true;
  if (reason === "normal") return;
  const error = isCrash(reason) ? reason.error : new Error(`The main actor exited: ${showReason(reason)}.`);
  main.execution.violate(main, error);
}

/** Takes back the actor's own timers and those of its operations that `isMeant` names. */
function withdrawOperations(actor: Actor, isMeant: (task: Task) => boolean): void {
  stopOwnTimers(actor);
  if (isMeant(actor.task)) withdraw(actor.task);
  if (actor.extraTasks === undefined) return;
  for (const task of actor.extraTasks) if (isMeant(task)) withdraw(task);
}

function withdraw(task: Task): void {
  const { execution } = task.actor;
  if (task.isArmed && execution.causality !== undefined) {
    rememberReceive(task, execution.causality.onWithdraw(task));
  }
  execution.timers.cancel(task);
  execution.disarm(task);
  task.operation.onAbandoned?.(task.argument);
}

function releaseNext(actor: Actor): void {
  const resource = actor.resources?.shift();
  if (resource === undefined) announceExit(actor);
  else actor.execution.arm(actor.task, RELEASE, resource.object, resource);
}

function announceExit(actor: Actor): void {
  const { execution, exitReason: reason, task, links, monitors } = actor;
  if (isCrash(reason) && !isObserved(actor)) execution.violate(actor, reason.error);
  // In an order of their own: that in which links were made means nothing.
  for (const [other, link] of [...(links ?? [])].toSorted((one, two) => one[1].object.key - two[1].object.key)) {
    execution.recordAccess(task, link.object, Access.write);
    if (!link.isActive) {
      if (link.start?.starter === other) link.start.fail(task);
      continue;
    }
    link.isActive = false;
    sendSignal(actor, other, { kind: "exit", reason, link: link }, task);
  }
  if (monitors !== undefined) notifyMonitors(actor, monitors);
  if (actor.requests !== undefined) refuseRequests(actor.requests, reason);
}

/**
 * Those who are told in one step are told in an order of their own, too, which is another list besides: a down message
 * that arrives is taken off the first.
 */
function notifyMonitors(actor: Actor, watchers: readonly MonitorRef[]): void {
  const { execution, exitReason: reason, task } = actor;
  const inOrder = execution.isInstant ? watchers.toSorted((one, two) => one.observer.key - two.observer.key) : watchers;
  for (const ref of inOrder) sendSignal(actor, ref.observer, { kind: "down", ref, reason }, task);
}

/** Whether anybody hears of its end. */
function isObserved({ links, monitors }: Actor): boolean {
  if ((monitors?.length ?? 0) > 0) return true;
  for (const link of links?.values() ?? []) if (link.isActive) return true;
  return false;
}

/** The end of a body, or `exit(reason)`. */
export const EXIT: Operation<Actor, ExitReason | undefined, never> = new Operation<
  Actor,
  ExitReason | undefined,
  never
>({
  kind: "exit",
  access: Access.write,
  perform(actor, reason, task) {
    exitNow(actor, reason ?? actor.exitReason, task);
    return DEFERRED;
  },
  show: (reason, actor) => [reason ?? actor.exitReason],
});

const RELEASE = new Operation<unknown, Resource, never>({
  kind: "release",
  access: Access.write,
  perform(_state, resource, { actor }) {
    resource.release();
    releaseNext(actor);
    return DEFERRED;
  },
  show: ({ label }) => [label],
});

/**
 * Whether an operation of the actor's code is pending that would have an effect. A wait that is left over when the
 * code returns (a receive or a sleep that lost a `Promise.race`) is given up and harms nobody.
 */
function isUnawaited(task: Task): boolean {
  return isPending(task) && task.role === Role.task && task.slot >= 0 && task.operation.isEnabled === undefined;
}

/** Whether an operation of the actor's code is pending, as opposed to a timer or a fault. */
function isPending(task: Task): boolean {
  return isArmed(task) && task.role !== Role.fault;
}

/** Whether an operation of the actor's code is pending that a cancellation takes back. */
function isWait(task: Task): boolean {
  return isPending(task) && !task.operation.isRelease;
}

/** Whether anything but a timer is pending; timers that run a function of the program outlive their actor. */
function isArmed(task: Task): boolean {
  return task.isArmed && task.kind !== "timer";
}

/** Whether an error is one that must end the execution, whoever would catch it. */
export function isAssertion(error: unknown): boolean {
  return error instanceof Error && (error.name === "AssertionError" || "assertionResult" in error);
}

function neverAwaited(actor: Actor, task: Task): UsageError {
  return new UsageError(
    `${actor.pid.path} returned while its operation ${task.kind} was still pending: nobody awaited it, so whether it ` +
      "happens is left to chance. Await it, or hand it to an actor of its own.",
    { code: "never-awaited" },
  );
}
