// Callbacks of the program that run at a later virtual time: `setTimeout` inside an execution.

import { Access } from "../../trace/index.ts";
import { actingActor } from "../operations/attribution.ts";
import { actingTask, requireTask } from "../operations/current.ts";
import type { Task } from "../operations/task.ts";
import type { TimerHold } from "./pending-timer.ts";
import { callbackOf, startAction, startTimer, stopTimer } from "./timer.ts";

/** Options for `callLater`. */
export interface CallbackTiming {
  readonly label: string;
  /** Virtual milliseconds from now; 0 for an immediate. */
  readonly delay: number;
  readonly isInterval: boolean;
}

/**
 * Runs `callback` after a delay, as a step of the calling actor; an error that it throws fails the execution. What an
 * actor sets with one delay fires in that order. It must run the code of the program in the asynchronous context of this call.
 * @param hold how long it keeps the execution going
 * @returns the timer, for `holdCallback` and `clearCallback`
 */
export function callLater(callback: () => void, { label, delay, isInterval }: CallbackTiming, hold: TimerHold): Task {
  const actor = actingActor();
  actor.branch();
  return startAction(actor, requireTask(), {
    label,
    delay,
    isInterval,
    isServerTimer: false,
    fire: runCallback,
    isCallback: true,
    callback,
    object: undefined,
    hold,
  });
}

/** Runs `callback` as a step of the calling actor, before or after whatever else can happen now: an answer of the system. */
export function answerLater(callback: () => void, label: string): Task {
  const actor = actingActor();
  actor.branch();
  return startTimer(actor, requireTask(), {
    label,
    delay: 0,
    isCallback: true,
    fire: (timer) => {
      run(timer, callback);
    },
  });
}

/** Changes how long a callback that has not been called keeps the execution going. */
export function holdCallback(timer: Task, hold: TimerHold): void {
  timer.actor.execution.timers.hold(timer, hold);
}

/** Prevents that a callback is called. Depends on whether it has been called already, so it reads the clock. */
export function clearCallback(timer: Task): void {
  const { execution } = timer.actor;
  const task = actingTask();
  if (task?.actor.execution === execution) execution.recordAccess(task, execution.timers.clock, Access.read);
  stopTimer(timer);
}

function runCallback(timer: Task): void {
  const callback = callbackOf(timer);
  if (callback !== undefined) run(timer, callback, true);
}

function run(timer: Task, callback: () => void, hasContext = false): void {
  const { actor } = timer;
  const { execution } = actor;
  execution.runningStep.setResumed(timer);
  try {
    const { attribution } = execution;
    if (attribution === undefined || (hasContext && attribution.followsContexts)) callback();
    else attribution.run(actor, callback);
  } catch (error) {
    execution.violate(actor, error);
  }
}
