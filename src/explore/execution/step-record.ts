// What each step of one execution did, so cheaply that executions are recorded while sampling: references and hashes, from
// which names are made only if another run of the same execution differs.

import { mix } from "../../choice/index.ts";
import { classNumber } from "../../kernel/index.ts";
import type { Execution, Observer, Outcome, Task } from "../../kernel/index.ts";
import { stepLabel } from "../../trace/index.ts";
import type { StepHasher } from "./step-hash.ts";

/** Steps of which more is kept than the hash of all of them. */
const MOST_STEPS = 4_096;

interface RecordedStep {
  readonly task: Task;
  readonly kind: string;
  readonly object: Task["object"];
  /** The hash of the operation, its object and its values. */
  hash: number;
}

/** The first step at which two runs of one execution differ, as labels; `undefined` for a run without it. */
export interface StepDifference {
  /** The number of the step, from 1. */
  readonly step: number;
  readonly before: string | undefined;
  readonly now: string | undefined;
}

/** Records the steps of one execution. */
export class StepRecord implements Observer {
  readonly needsSites: boolean = false;
  readonly #hasher: StepHasher;
  readonly #steps: RecordedStep[] = [];
  #hash = 0;
  #class = 0;
  #end = "";
  #length = 0;

  constructor(hasher: StepHasher) {
    this.#hasher = hasher;
  }

  beforeStep(task: Task): void {
    const hash = this.#hasher.before(task.key, task);
    this.#length += 1;
    this.#hash = mix(this.#hash, hash);
    if (this.#length <= MOST_STEPS) this.#steps.push({ task, kind: task.kind, object: task.object, hash });
  }

  afterStep(_task: Task, result: unknown): void {
    this.#hash = this.#hasher.after(this.#hash, result);
    const step = this.#length <= MOST_STEPS ? this.#steps.at(-1) : undefined;
    if (step !== undefined) step.hash = this.#hasher.after(step.hash, result);
  }

  /** The execution has ended. */
  close(execution: Execution, outcome: Outcome): this {
    this.#class = classNumber(execution);
    this.#end = endText(outcome);
    return this;
  }

  /** The first difference to another run, step by step of each task; `undefined` if there is none. */
  differenceTo(other: StepRecord): StepDifference | undefined {
    if (this.#hash === other.#hash && this.#class === other.#class && this.#end === other.#end) return undefined;
    const left = other.#byTask();
    for (const [index, step] of this.#steps.entries()) {
      const same = left.get(step.task.key)?.shift();
      if (same?.hash === step.hash) continue;
      return { step: index + 1, before: labelOf(step), now: same === undefined ? other.#endOf(index) : labelOf(same) };
    }
    const [more] = [...left.values()].flat();
    if (more !== undefined) {
      return { step: other.#steps.indexOf(more) + 1, before: this.#endOf(this.#length), now: labelOf(more) };
    }
    // Steps beyond those that are kept, or the same ones in another order.
    const step = Math.min(this.#length, other.#length);
    if (this.#end !== other.#end) return { step, before: this.#end, now: other.#end };
    return { step, before: undefined, now: undefined };
  }

  #byTask(): Map<number, RecordedStep[]> {
    const tasks = new Map<number, RecordedStep[]>();
    for (const step of this.#steps) {
      const own = tasks.get(step.task.key);
      if (own === undefined) tasks.set(step.task.key, [step]);
      else own.push(step);
    }
    return tasks;
  }

  /** What stands where another run has a step with this index. */
  #endOf(index: number): string | undefined {
    return index >= this.#length ? this.#end : undefined;
  }
}

function labelOf({ kind, object, task }: RecordedStep): string {
  return stepLabel({ who: task.who, kind, object: object?.shown });
}

function endText(outcome: Outcome): string {
  if (outcome.kind !== "completed" || outcome.leaks.length === 0) return `the end: ${outcome.kind}`;
  const leaks = outcome.leaks.map(({ actor, operation }) => `${actor} in ${operation ?? "a promise"}`).toSorted();
  return `the end: ${leaks.join(", ")} left alive`;
}
