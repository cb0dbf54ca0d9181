// Unwinding an execution that is dropped: code that waits in it is resumed with an error, so that `finally` runs and what
// it holds outside of the execution is released. Nothing that this code does counts: there are no steps, and the strategy
// is not asked.

import type { Pid } from "../../trace/index.ts";
import { setCurrentTask } from "../operations/current.ts";
import { ExecutionEnded } from "../operations/execution-ended.ts";
import { outsideCalls } from "./outside-calls.ts";
import { IDLE } from "../operations/idle.ts";
import type { Task } from "../operations/task.ts";
import { runsCallback } from "../time/timer.ts";
import type { TurnLoop } from "./drain.ts";
import type { Execution } from "./execution.ts";

/** Operations that are refused, and timers that are fired, before code that goes on and on is left alone. */
const MOST = 1_000;

/** Whether an execution that has ended, or is to begin anew, may have code that waits. */
export function leavesCode({ outcome }: Execution): boolean {
  return outcome?.kind !== "completed" || outcome.leaks.length > 0;
}

/** Resumes the code of one execution, with a drain after each turn. */
export class Unwinding implements TurnLoop {
  readonly #execution: Execution;
  readonly #tasks: Task[];
  #refused = 0;
  #fired = 0;
  /** The path of an actor whose code did not end. */
  #leftOpen: string | undefined = undefined;

  constructor(execution: Execution) {
    this.#execution = execution;
    // The last one first: it is resumed last, when those that it has spawned have ended.
    const ofActors = execution.actors.filter(({ isKilled }) => !isKilled).flatMap((actor) => actor.allTasks());
    this.#tasks = execution.states === undefined ? ofActors : [...ofActors, ...outsideCalls(execution)];
    // From now on operations are refused, and the strategy is not told.
    execution.unwinding = this;
    execution.interceptsCalls = true;
    execution.causality = undefined;
    execution.ready.detach();
  }

  /** The path of the first actor whose code went on and on; `undefined` if all code has ended or waits for nothing known. */
  get leftOpen(): string | undefined {
    return this.#leftOpen;
  }

  /** Resumes the next task, or fires the next timer. @returns false when there is none */
  turn(): boolean {
    this.#execution.runningStep.clearResumed();
    for (let task = this.#tasks.pop(); task !== undefined; task = this.#tasks.pop()) {
      if (!task.hasBody) continue;
      const rejected = this.refuse(task, task.kind);
      setCurrentTask(task);
      task.resume(rejected);
      return true;
    }
    return this.#fireNext();
  }

  /** The result of an operation that is called meanwhile. */
  refuse(task: Task, kind: string): Promise<never> {
    // Its code may call another one: it is not pending.
    task.isArmed = false;
    task.operation = IDLE;
    this.#refused += 1;
    if (this.#refused > MOST + this.#execution.actors.length) {
      this.#leftOpen ??= task.actor.pid.path;
      return new Promise(() => undefined);
    }
    let reject: (error: unknown) => void = ignore;
    const rejected = new Promise<never>((_resolve, rejectIt) => {
      reject = rejectIt;
    });
    // Before it is rejected, so that Node does not look after it.
    rejected.catch(ignore);
    reject(endedWithoutStack(task.actor.pid, kind));
    return rejected;
  }

  /** Code may wait for a callback of the program: the only way to resume it is to let time pass. */
  #fireNext(): boolean {
    const { timers } = this.#execution;
    for (let timer = timers.next(); timer !== undefined; timer = timers.next()) {
      if (!runsCallback(timer)) {
        timers.cancel(timer);
        continue;
      }
      this.#fired += 1;
      if (this.#fired > MOST) {
        this.#leftOpen ??= timer.actor.pid.path;
        return false;
      }
      timer.isArmed = false;
      timer.operation.perform(timer.object?.state, timer.argument, timer);
      return true;
    }
    return false;
  }
}

function ignore(): void {
  // The code that waits is told.
}

/** Collecting a stack would be most of the cost, and nobody looks at it. */
function endedWithoutStack(pid: Pid, kind: string): ExecutionEnded {
  const { stackTraceLimit } = Error;
  Error.stackTraceLimit = 0;
  const error = new ExecutionEnded(pid, kind);
  Error.stackTraceLimit = stackTraceLimit;
  return error;
}
