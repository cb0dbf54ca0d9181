// Timers as tasks. Firing a timer is a choice; it then runs a function of the kernel or a callback of the program.

import { Access, Role } from "../../trace/index.ts";
import { callSite } from "../operations/operate.ts";
import type { Actor } from "../actors/actor.ts";
import { DEFERRED, Operation } from "../operations/operation.ts";
import type { AnyObject } from "../operations/operation.ts";
import type { Task } from "../operations/task.ts";
import type { TimerHold } from "./pending-timer.ts";

/** The argument of a timer's operation: its traits. */
export interface TimerAction {
  readonly label: string;
  readonly delay: number;
  readonly isInterval: boolean;
  readonly isServerTimer: boolean;
  readonly fire: (task: Task) => void;
  readonly isCallback: boolean;
  readonly callback: (() => void) | undefined;
  readonly object: AnyObject | undefined;
  readonly hold: TimerHold;
}

/** The traits of a timer. */
export interface TimerTraits {
  readonly label: string;
  /** Virtual milliseconds from now. */
  readonly delay: number;
  /** The object that firing changes, if other actors can observe it. */
  readonly object?: AnyObject;
  /** Whether it repeats: interval timers alone do not keep an execution running. */
  readonly isInterval?: boolean;
  /** How long it keeps the execution going. Default: until it fires; an interval, until the main actor has returned. */
  readonly hold?: TimerHold;
  /** The callback of the program that `fire` runs, if it is a timer of JavaScript. */
  readonly callback?: () => void;
  /** Whether it resumes code of the program otherwise. Such timers, and those of JavaScript, outlive their actor. */
  readonly isCallback?: boolean;
  /** Whether it sends a server a message of its own: such a timer ends with the body, the others go on. */
  readonly isServerTimer?: boolean;
  readonly fire: (task: Task) => void;
}

/** Starts a timer of `actor`; `cause` is the task that does so. */
export function startTimer(actor: Actor, cause: Task, traits: TimerTraits): Task {
  const { label, delay, object, isInterval: repeats = false, isServerTimer = false, callback, fire } = traits;
  const isCallback = traits.isCallback ?? callback !== undefined;
  const hold = traits.hold ?? (repeats ? "untilMainReturns" : "untilItFires");
  const action = { label, delay, isInterval: repeats, isServerTimer, fire, isCallback, callback, object, hold };
  return startAction(actor, cause, action);
}

/** The same, with all traits. */
export function startAction(actor: Actor, cause: Task, action: TimerAction): Task {
  const task = actor.fork();
  const { callback, delay, hold, isCallback } = action;
  task.operation = TIMER;
  task.object = action.object;
  task.argument = action;
  task.isArmed = true;
  if (actor.execution.isTraced) task.site = isCallback && !isInterval(cause) ? callSite() : cause.site;
  actor.execution.recordAccess(cause, actor.execution.timers.clock, Access.read);
  actor.execution.addCause(task, cause);
  actor.execution.timers.add(task, delay, callback !== undefined);
  if (hold !== "untilItFires") actor.execution.timers.hold(task, hold);
  actor.execution.causality?.onTimer(task);
  return task;
}

/**
 * Stops a timer; does nothing if it has fired.
 * @returns the ticket by which a reduction identifies the withdrawn timer; −1 without
 */
export function stopTimer(task: Task): number {
  if (!task.isArmed || task.operation !== TIMER) return -1;
  const { execution } = task.actor;
  const ticket = execution.causality?.onWithdraw(task) ?? -1;
  task.isArmed = false;
  execution.timers.cancel(task);
  task.actor.forget(task);
  return ticket;
}

/** Stops the timers by which a server sends itself messages: its body has ended. */
export function stopServerTimers({ extraTasks }: Actor): void {
  if (extraTasks?.some(endsWithBody) !== true) return;
  for (const task of extraTasks.filter(endsWithBody)) stopTimer(task);
}

/** Stops the timers of an actor that was killed, except those that run a callback of the program. */
export function stopOwnTimers({ extraTasks }: Actor): void {
  if (extraTasks === undefined) return;
  for (const task of extraTasks.filter(isOwnTimer)) stopTimer(task);
}

/** Stops every timer of an actor. */
export function stopAllTimers({ extraTasks }: Actor): void {
  for (const task of extraTasks?.slice() ?? []) stopTimer(task);
}

function isOwnTimer(task: Task): boolean {
  return task.operation === TIMER && !(task.argument as TimerAction).isCallback;
}

function endsWithBody(task: Task): boolean {
  return task.operation === TIMER && (task.argument as TimerAction).isServerTimer;
}

/** The callback of the program that a timer runs. */
export function callbackOf({ argument }: Task): (() => void) | undefined {
  return (argument as TimerAction).callback;
}

/** Whether a task is the timer of an interval. */
function isInterval(task: Task): boolean {
  return task.operation === TIMER && (task.argument as TimerAction).isInterval;
}

/** Whether a task is a timer that runs a callback of the program once. */
export function runsCallback(task: Task): boolean {
  return task.operation === TIMER && !isInterval(task) && (task.argument as TimerAction).isCallback;
}

const TIMER = new Operation<unknown, TimerAction, unknown>({
  kind: "timer",
  role: Role.timer,
  access: Access.write,
  secondObject: (_action, { actor }) => actor.execution.timers.clock,
  perform(_object, action, task) {
    const { execution } = task.actor;
    execution.timers.fire(task);
    task.actor.forget(task);
    task.isSpent = true;
    action.fire(task);
    return DEFERRED;
  },
  show: ({ label }) => [label],
  note: ({ delay }) => `${delay} ms`,
});
