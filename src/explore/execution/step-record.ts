// What each step of one execution did, so cheaply that executions are recorded while sampling: references and hashes, from
// which names are made only if another run of the same execution differs.

import { mix } from "../../choice/index.ts";
import type { Observer, Outcome, Task } from "../../kernel/index.ts";
import { Role, stepLabel } from "../../trace/index.ts";
import type { StepHasher } from "./step-hash.ts";

/** Steps of which more is kept than the hash of all of them. */
const MOST_STEPS = 4_096;

/** The first step at which two runs of one execution differ, as labels; `undefined` for a run without it. */
export interface StepDifference {
  /** The number of the step, from 1. */
  readonly step: number;
  readonly before: string | undefined;
  readonly now: string | undefined;
}

/** Records the steps of one execution after another. */
export class StepRecord implements Observer {
  readonly needsSites: boolean = false;
  readonly #hasher: StepHasher;
  // The steps, in arrays that are used again.
  readonly #tasks: Task[] = [];
  readonly #operations: Task["operation"][] = [];
  readonly #objects: Task["object"][] = [];
  /** The hash of each operation, its object and its values. */
  readonly #hashes: number[] = [];
  #length = 0;
  #end: Outcome | undefined = undefined;

  constructor(hasher: StepHasher) {
    this.#hasher = hasher;
  }

  /** An execution begins. */
  restart(): this {
    this.#length = 0;
    // The hash of all steps beyond the last that is kept.
    if (this.#hashes.length > MOST_STEPS) this.#hashes[MOST_STEPS] = 0;
    return this;
  }

  beforeStep(task: Task): void {
    const { object, operation } = task;
    // What a signal carries was seen when it was sent.
    const isOfProgram = operation.role === Role.task;
    const hash = isOfProgram ? this.#hasher.call(task.key, task) : mix(task.key, operation.hash ^ (object?.key ?? 0));
    const at = Math.min(this.#length, MOST_STEPS);
    this.#length += 1;
    this.#hashes[at] = at < MOST_STEPS ? hash : mix(this.#hashes[at] ?? 0, hash);
    if (at === MOST_STEPS) return;
    this.#tasks[at] = task;
    this.#operations[at] = operation;
    this.#objects[at] = object;
  }

  afterStep(_task: Task, result: unknown): void {
    const at = Math.min(this.#length - 1, MOST_STEPS);
    this.#hashes[at] = this.#hasher.after(this.#hashes[at] ?? 0, result);
  }

  /** The execution has ended. */
  close(outcome: Outcome): this {
    this.#end = outcome;
    return this;
  }

  /** The first difference to another run, step by step of each task; `undefined` if there is none. */
  differenceTo(other: StepRecord): StepDifference | undefined {
    const [end, otherEnd] = [endText(this.#end), endText(other.#end)];
    if (this.#length === other.#length && end === otherEnd) {
      const count = Math.min(this.#length, MOST_STEPS + 1);
      let at = 0;
      while (at < count && this.#hashes[at] === other.#hashes[at]) at += 1;
      if (at === count) return undefined;
    }
    const left = other.#byTask();
    const kept = Math.min(this.#length, MOST_STEPS);
    for (let at = 0; at < kept; at += 1) {
      const same = left.get(this.#tasks[at]?.key ?? 0)?.shift();
      if (same !== undefined && this.#hashes[at] === other.#hashes[same]) continue;
      const now = same === undefined ? other.#endAt(at) : other.#labelOf(same);
      return { step: at + 1, before: this.#labelOf(at), now };
    }
    const [more] = [...left.values()].flat();
    if (more !== undefined) return { step: more + 1, before: this.#endAt(more), now: other.#labelOf(more) };
    const step = Math.min(this.#length, other.#length) + 1;
    if (end !== otherEnd) return { step, before: end, now: otherEnd };
    // Steps beyond those that are kept. The same steps of each task in another order do not count: a reduction's choices
    // are repeated in another order of independent steps.
    return this.#length > MOST_STEPS ? { step, before: undefined, now: undefined } : undefined;
  }

  /** The steps of each task, by its key. */
  #byTask(): Map<number, number[]> {
    const tasks = new Map<number, number[]>();
    for (let at = 0; at < Math.min(this.#length, MOST_STEPS); at += 1) {
      const key = this.#tasks[at]?.key ?? 0;
      const own = tasks.get(key);
      if (own === undefined) tasks.set(key, [at]);
      else own.push(at);
    }
    return tasks;
  }

  /** The end, if it comes where another run has a step. */
  #endAt(at: number): string | undefined {
    return at >= this.#length ? endText(this.#end) : undefined;
  }

  #labelOf(at: number): string {
    const kind = this.#operations[at]?.kind ?? "";
    return stepLabel({ who: this.#tasks[at]?.who ?? "", kind, object: this.#objects[at]?.shown });
  }
}

function endText(outcome: Outcome | undefined): string {
  if (outcome?.kind !== "completed" || outcome.leaks.length === 0) return `the end: ${outcome?.kind ?? "none"}`;
  const leaks = outcome.leaks.map(({ actor, operation }) => `${actor} in ${operation ?? "a promise"}`).toSorted();
  return `the end: ${leaks.join(", ")} left alive`;
}
