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
  /** The step from which on it has been enabled; 0 while it is not. */
  enabledFrom: number;
  /** The steps at which it was passed over, up to `enabledFrom`. */
  passedOver: number;
  /** How often it would have been chosen by then if all enabled tasks had been equally likely. */
  turns: number;
}

/** Below this number of missed steps a task is not starved. */
const MIN_PASSED_OVER = 500;
/** A fair scheduler passes over a task with this many expected turns with a probability of at most e⁻²⁰. */
const MIN_TURNS = 20;
/** The number of tasks that are reported. */
const MAX_STARVED = 3;

/** Counts, for each task, the steps since it was enabled. A step costs as much as it changes, however many tasks wait. */
export class StarvationDetector {
  readonly #waiting: Map<Task, Waiting> = new Map();
  #steps = 0;
  /** The expected turns, up to each step, of a task that is always enabled, if all enabled tasks are equally likely. */
  readonly #turns: number[] = [0];
  /** The last step at which a task was passed over that had `MIN_TURNS` expected turns and has stopped waiting. */
  #lastUnfair = 0;
  /** The tasks that may wait otherwise since the latest step. */
  readonly #changed: Set<Task> = new Set();

  /** Whether a task is enabled, or for what, may have changed. */
  change(task: Task): void {
    this.#changed.add(task);
  }

  /** Records that `task` steps and the other enabled ones do not. Faults need not occur. */
  step(task: Task, enabled: readonly Task[], number: number): void {
    this.#steps = number - 1;
    if (number === 1) for (const other of enabled) this.#changed.add(other);
    for (const other of this.#changed) this.#update(other, number);
    this.#changed.clear();
    // It may still be enabled, for its next operation.
    this.#changed.add(task);
    this.#forget(task);
    this.#steps = number;
    this.#turns.push((this.#turns[number - 1] ?? 0) + 1 / enabled.length);
  }

  /** Records whether a task waits before step `number`. */
  #update(task: Task, number: number): void {
    const { object, operation, role, slot } = task;
    let waiting = this.#waiting.get(task);
    if (slot < 0 || role === Role.fault) {
      if (waiting !== undefined) this.#disable(waiting);
      return;
    }
    if (waiting !== undefined && (waiting.operation !== operation || waiting.object !== object)) this.#forget(task);
    waiting = this.#waiting.get(task);
    if (waiting === undefined) {
      waiting = { operation, object, since: number, enabledFrom: 0, passedOver: 0, turns: 0 };
      this.#waiting.set(task, waiting);
    }
    if (waiting.enabledFrom === 0) waiting.enabledFrom = number;
  }

  #forget(task: Task): void {
    const waiting = this.#waiting.get(task);
    if (waiting === undefined) return;
    this.#disable(waiting);
    this.#waiting.delete(task);
  }

  /** Adds up how long a task has been passed over that is not enabled any more. */
  #disable(waiting: Waiting): void {
    if (waiting.enabledFrom === 0) return;
    const { passedOver, turns } = this.#soFar(waiting);
    if (turns >= MIN_TURNS) this.#lastUnfair = this.#steps;
    Object.assign(waiting, { passedOver, turns, enabledFrom: 0 });
  }

  /** What a task has been passed over up to now. */
  #soFar({ enabledFrom, passedOver, turns }: Waiting): { readonly passedOver: number; readonly turns: number } {
    if (enabledFrom === 0) return { passedOver, turns };
    return {
      passedOver: passedOver + this.#steps - enabledFrom + 1,
      turns: turns + (this.#turns[this.#steps] ?? 0) - (this.#turns[enabledFrom - 1] ?? 0),
    };
  }

  /**
   * Whether the schedule was fair after a step: no task was passed over for long, and there were enough steps to tell.
   * This is strong fairness: a task that is only enabled intermittently is scheduled, too.
   */
  isFairAfter(step: number): boolean {
    const turns = (this.#turns[this.#steps] ?? 0) - (this.#turns[step] ?? 0);
    return turns >= MIN_TURNS && this.#lastUnfair <= step && ![...this.#waiting.values()].some(this.#isPassedOver);
  }

  readonly #isPassedOver = (waiting: Waiting): boolean =>
    waiting.enabledFrom !== 0 && this.#soFar(waiting).turns >= MIN_TURNS;

  /** The tasks that have waited for at least half of the steps and still do, the longest waiting first. */
  starved(maxSteps: number): readonly StarvedActor[] {
    const all: (StarvedActor & { readonly turns: number })[] = [];
    for (const [task, waiting] of this.#waiting) {
      const { object, operation, since } = waiting;
      const { passedOver, turns } = this.#soFar(waiting);
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
