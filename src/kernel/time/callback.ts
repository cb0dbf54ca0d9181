// Callbacks of the program that run at a later virtual time: `setTimeout` inside an execution.

import { actingActor } from "../operations/attribution.ts";
import { requireTask } from "../operations/current.ts";
import type { Task } from "../operations/task.ts";
import { startTimer } from "./timer.ts";

/** Options for `callLater`. */
export interface CallbackTiming {
  readonly label: string;
  /** Virtual milliseconds from now. */
  readonly delay: number;
  readonly isInterval?: boolean;
}

/**
 * Runs `callback` after a delay, as a step of the calling actor; an error that it throws fails the execution.
 * @returns the timer, for `stopTimer`
 */
export function callLater(callback: () => void, { label, delay, isInterval = false }: CallbackTiming): Task {
  const actor = actingActor();
  const { execution } = actor;
  actor.branch();
  const fire = (timer: Task): void => {
    execution.runningStep.setResumed(timer);
    try {
      if (execution.attribution === undefined) callback();
      else execution.attribution.run(actor, callback);
    } catch (error) {
      execution.violate(actor, error);
    }
  };
  return startTimer(actor, requireTask(), { label, delay, isInterval, isCallback: true, fire });
}
