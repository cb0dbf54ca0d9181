// The end of an execution in which only timers are left that keep nothing going: intervals, unreferenced timers, time-outs
// of signals. In competing time any of them may still fire before it, so the end is a step of its own: it comes after
// everything else, withdraws these timers, and races with each. In lazy time it comes as soon as it can.

import { Access, END_KIND } from "../../trace/index.ts";
import { IDLE } from "../operations/idle.ts";
import { DEFERRED, Operation } from "../operations/operation.ts";
import { isFault, Task } from "../operations/task.ts";
import { stopTimer } from "../time/timer.ts";
import type { Execution } from "./execution.ts";
import { isStuck } from "./outcome.ts";

/** No task of an actor has this ordinal. */
const ORDINAL = -1;

/** Offers the end as a step where it may come. */
export class Ending {
  #task: Task | undefined = undefined;

  /** Called before each choice. @returns whether the execution is over, its end being no choice */
  isReached(execution: Execution): boolean {
    const isLeft = isLeftToBackground(execution, this.#task);
    if (execution.settings.time === "lazy") return isLeft;
    if (isLeft) this.#arm(execution);
    else if (this.#task?.isArmed === true) execution.disarm(this.#task);
    return false;
  }

  #arm(execution: Execution): void {
    const [main] = execution.actors;
    if (main === undefined || this.#task?.isArmed === true) return;
    this.#task ??= new Task(execution.nextTaskId(), main, ORDINAL, IDLE);
    execution.arm(this.#task, END, undefined, undefined);
  }
}

/** Whether nothing is pending but faults and timers that do not keep the execution going. */
function isLeftToBackground(execution: Execution, end: Task | undefined): boolean {
  const { hasMainReturned, ready, timers } = execution;
  const { background, pending } = timers;
  if (background <= 0 || pending > background || timers.isQuiescenceAwaited) return false;
  for (const task of ready.tasks) if (task !== end && !timers.isBackground(task) && !isFault(task)) return false;
  return !timers.isHeld(hasMainReturned, () => execution.actors.some(isStuck));
}

const END = new Operation({
  kind: END_KIND,
  access: Access.none,
  perform(_state, _argument, { actor }) {
    for (const timer of actor.execution.timers.backgroundTasks()) stopTimer(timer);
    return DEFERRED;
  },
});
