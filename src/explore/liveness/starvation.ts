// Who could go on, and for how long it was passed over.

import type { AnyObject, AnyOperation, Task } from "../../kernel/index.ts";
import { Role } from "../../trace/index.ts";

/** A task that could go on and was not let to. */
export interface StarvedActor {
  /** As in a trace: `main/client`, `main→main/client`. */
  readonly who: string;
  /** What it would have done, for example `cell.read(flag)`. */
  readonly operation: string;
  /** The first step at which another was preferred to it. */
  readonly since: number;
  /** At how many steps from then on it could have gone on. */
  readonly passedOver: number;
  /** How many steps there were from then on. */
  readonly waited: number;
}

/** A task that waits for its turn. */
interface Waiting {
  readonly operation: AnyOperation;
  readonly object: AnyObject | undefined;
  readonly since: number;
  passedOver: number;
  /** How often it would have been chosen if all had been equally likely. */
  turns: number;
}

/** Fewer missed steps are no starvation. */
const LEAST_PASSED_OVER = 500;
/** A fair choice passes over somebody whose turn has come so often with a chance of e⁻²⁰ at most. */
const LEAST_TURNS = 20;
/** So many are told of. */
const MOST_STARVED = 3;

/** Counts, for each task, the steps since it could go on. */
export class StarvationDetector {
  readonly #waiting: Map<Task, Waiting> = new Map();
  #steps = 0;
  /** How many turns each task that waited all the time would have had up to each step, if all had been equally likely. */
  readonly #turns: number[] = [0];
  /** The last step at which somebody was passed over whose turn had long come. */
  #lastUnfair = 0;

  /** `task` steps, and the others that are enabled do not. Faults need not strike. */
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
      if (waiting.turns >= LEAST_TURNS) this.#lastUnfair = number;
    }
  }

  /**
   * Whether the schedule was fair after a step: nobody was passed over for long, and there were enough steps to tell.
   * Strongly fair: who can go on only now and then has its turns then.
   */
  isFairAfter(step: number): boolean {
    const turns = (this.#turns[this.#steps] ?? 0) - (this.#turns[step] ?? 0);
    return turns >= LEAST_TURNS && this.#lastUnfair <= step;
  }

  /** Who waited for at least half of the steps and still does, the most patient first. */
  starved(maxSteps: number): readonly StarvedActor[] {
    const all: (StarvedActor & { readonly turns: number })[] = [];
    for (const [task, { object, operation, passedOver, since, turns }] of this.#waiting) {
      const waited = this.#steps - since + 1;
      const isPending = task.isArmed && task.operation === operation && task.object === object;
      if (!isPending || waited * 2 < maxSteps || passedOver < LEAST_PASSED_OVER || turns < LEAST_TURNS) continue;
      const wanted = object === undefined ? operation.kind : `${operation.kind}(${object.label})`;
      all.push({ who: task.who, operation: wanted, since, passedOver, waited, turns });
    }
    return all
      .toSorted((one, other) => other.turns - one.turns)
      .slice(0, MOST_STARVED)
      .map(({ turns: _turns, ...starved }) => starved);
  }
}
