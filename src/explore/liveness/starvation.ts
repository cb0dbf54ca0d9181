// Starvation detection: how long each enabled task has been passed over.

import type { AnyObject, AnyOperation, Task } from "../../kernel/index.ts";
import { Role } from "../../trace/index.ts";

/** A task that stayed enabled but was not scheduled. */
export interface StarvedActor {
  /** The name of the task in a trace: `main/client`, `main→main/client`. */
  readonly who: string;
  /** Its pending operation, for example `cell.read(flag)`. */
  readonly operation: string;
  /** The first step at which another task was preferred. */
  readonly since: number;
  /** The number of steps since then at which it was enabled. */
  readonly passedOver: number;
  /** The number of steps since then. */
  readonly waited: number;
}

/** A task that waits to be scheduled. */
interface Waiting {
  readonly operation: AnyOperation;
  readonly object: AnyObject | undefined;
  readonly since: number;
  passedOver: number;
  /** How often it would have been chosen if all enabled tasks had been equally likely. */
  turns: number;
}

/** Below this number of missed steps a task is not starved. */
const MIN_PASSED_OVER = 500;
/** A fair scheduler passes over a task with this many expected turns with a probability of at most e⁻²⁰. */
const MIN_TURNS = 20;
/** The number of tasks that are reported. */
const MAX_STARVED = 3;

/** Counts, for each task, the steps since it was enabled. */
export class StarvationDetector {
  readonly #waiting: Map<Task, Waiting> = new Map();
  #steps = 0;
  /** The expected turns, up to each step, of a task that is always enabled, if all enabled tasks are equally likely. */
  readonly #turns: number[] = [0];
  /** The last step at which a task was passed over that had `MIN_TURNS` expected turns. */
  #lastUnfair = 0;

  /** Records that `task` steps and the other enabled ones do not. Faults need not occur. */
  step(task: Task, enabled: readonly Task[], number: number): void {
    this.#steps = number;
    this.#waiting.delete(task);
    this.#turns.push((this.#turns[number - 1] ?? 0) + 1 / enabled.length);
    for (const other of enabled) {
      if (other === task || other.role === Role.fault) continue;
      let waiting = this.#waiting.get(other);
      if (waiting === undefined || waiting.operation !== other.operation || waiting.object !== other.object) {
        const { operation, object } = other;
        waiting = { operation, object, since: number, passedOver: 0, turns: 0 };
        this.#waiting.set(other, waiting);
      }
      waiting.passedOver += 1;
      waiting.turns += 1 / enabled.length;
      if (waiting.turns >= MIN_TURNS) this.#lastUnfair = number;
    }
  }

  /**
   * Whether the schedule was fair after a step: no task was passed over for long, and there were enough steps to tell.
   * This is strong fairness: a task that is only enabled intermittently is scheduled, too.
   */
  isFairAfter(step: number): boolean {
    const turns = (this.#turns[this.#steps] ?? 0) - (this.#turns[step] ?? 0);
    return turns >= MIN_TURNS && this.#lastUnfair <= step;
  }

  /** The tasks that have waited for at least half of the steps and still do, the longest waiting first. */
  starved(maxSteps: number): readonly StarvedActor[] {
    const all: (StarvedActor & { readonly turns: number })[] = [];
    for (const [task, { object, operation, passedOver, since, turns }] of this.#waiting) {
      const waited = this.#steps - since + 1;
      const isPending = task.isArmed && task.operation === operation && task.object === object;
      if (!isPending || waited * 2 < maxSteps || passedOver < MIN_PASSED_OVER || turns < MIN_TURNS) continue;
      const wanted = object === undefined ? operation.kind : `${operation.kind}(${object.label})`;
      all.push({ who: task.who, operation: wanted, since, passedOver, waited, turns });
    }
    return all
      .toSorted((one, other) => other.turns - one.turns)
      .slice(0, MAX_STARVED)
      .map(({ turns: _turns, ...starved }) => starved);
  }
}
