// Timers: a deadline as a task. Firing one is a choice; what it does then is a function of the kernel or a
// callback of the program.

import { Access, Role } from "../../trace/index.ts";
import type { Actor } from "../actors/actor.ts";
import { DEFERRED, Operation } from "../operations/operation.ts";
import type { AnyObject } from "../operations/operation.ts";
import type { Task } from "../operations/task.ts";

/** What happens when a timer fires. */
interface Alarm {
  readonly label: string;
  readonly isInterval: boolean;
  readonly isCallback: boolean;
  readonly fire: (task: Task) => void;
}

/** What a timer is to do. */
export interface TimerTraits {
  readonly label: string;
  /** Virtual milliseconds from now. */
  readonly delay: number;
  /** What firing changes, when it changes something that others see. */
  readonly object?: AnyObject;
  /** Whether it is one of many: alone, it does not keep an execution going. */
  readonly isInterval?: boolean;
  /** Whether it runs a function of the program: such a timer outlives its actor, as it would in Node. */
  readonly isCallback?: boolean;
  readonly fire: (task: Task) => void;
}

/** Sets a timer of `actor`; `cause` is the task that does so. */
export function startTimer(actor: Actor, cause: Task, traits: TimerTraits): Task {
  const task = actor.fork();
  const { label, isInterval: isOneOfMany = false, isCallback = false, fire } = traits;
  const alarm: Alarm = { label, isInterval: isOneOfMany, isCallback, fire };
  task.operation = TIMER;
  task.object = traits.object;
  task.argument = alarm;
  task.isArmed = true;
  if (alarm.isInterval) actor.execution.intervals += 1;
  actor.execution.recordAccess(cause, actor.execution.timers.clock, Access.read);
  actor.execution.addCause(task, cause);
  actor.execution.timers.add(task, traits.delay);
  actor.execution.causality?.onTimer(task);
  return task;
}

/**
 * Takes a timer back; does nothing when it has fired.
 * @returns what a reduction calls it from now on
 */
export function stopTimer(task: Task): number {
  if (!task.isArmed || task.operation !== TIMER) return -1;
  const { execution } = task.actor;
  if (isInterval(task)) execution.intervals -= 1;
  const ticket = execution.causality?.onWithdraw(task) ?? -1;
  task.isArmed = false;
  execution.timers.cancel(task);
  task.actor.forget(task);
  return ticket;
}

/** Takes back the timers of an actor that has ended, but for those that run a function of the program. */
export function stopOwnTimers({ extraTasks }: Actor): void {
  if (extraTasks === undefined) return;
  for (const task of extraTasks.filter(isOwnTimer)) stopTimer(task);
}

/** Takes back every timer of an actor. */
export function stopAllTimers({ extraTasks }: Actor): void {
  for (const task of extraTasks?.slice() ?? []) stopTimer(task);
}

function isOwnTimer(task: Task): boolean {
  return task.operation === TIMER && !(task.argument as Alarm).isCallback;
}

/** Whether a task is an interval's timer. */
export function isInterval(task: Task): boolean {
  return task.operation === TIMER && (task.argument as Alarm).isInterval;
}

const TIMER = new Operation<unknown, Alarm, unknown>({
  kind: "timer",
  role: Role.timer,
  access: Access.write,
  secondObject: (_alarm, { actor }) => actor.execution.timers.clock,
  perform(_object, alarm, task) {
    const { execution } = task.actor;
    if (alarm.isInterval) execution.intervals -= 1;
    execution.timers.fire(task);
    task.actor.forget(task);
    alarm.fire(task);
    return DEFERRED;
  },
  show: ({ label }) => [label],
});
