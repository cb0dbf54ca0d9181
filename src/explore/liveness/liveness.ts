// Why an execution ran out of steps: a livelock, starvation, an overdue rule or none of them. Observed only when an
// execution is run again with a trace, so that explorations pay nothing for it.

import type { AnyObject, Execution, LivelockCycle, Observer, Outcome, Task } from "../../kernel/index.ts";
import { PAUSE_KIND, Role } from "../../trace/index.ts";
import type { Step } from "../../trace/index.ts";
import { findCycle } from "./cycle.ts";
import type { Moment } from "./cycle.ts";
import { StarvationDetector } from "./starvation.ts";
import type { StarvedActor } from "./starvation.ts";
import { StateNumbers } from "./state.ts";

/** The number of `steps` of one task, which `who` names as in `Step.who`. */
export interface Share {
  readonly who: string;
  readonly steps: number;
}

/** Why an execution ran out of steps. */
export type Liveness =
  /** The obligation of a rule was pending for more than half of the steps, under a fair schedule: the `outcome`. */
  | { readonly kind: "overdue"; readonly outcome: Outcome }
  /** It returned to the same state, although every enabled task had a turn: the `cycle`. */
  | { readonly kind: "livelock"; readonly cycle: LivelockCycle }
  /** Actors were `starved`; `ran` took most of the steps since the first of them began to wait. */
  | { readonly kind: "starvation"; readonly starved: readonly StarvedActor[]; readonly ran: readonly Share[] }
  /** `ran` took most of the steps of the second half. */
  | { readonly kind: "endless"; readonly ran: readonly Share[] };

/** An execution that ran out of steps without breaking a rule: of which `kind`, and where. */
export type Unfinished = Exclude<Liveness, { readonly kind: "livelock" | "overdue" }> & {
  /** Its index in the exploration, from 0. */
  readonly index: number;
  /** The strategy that ran it. */
  readonly strategy: string;
  /** The number of its steps, the option `maxSteps`. */
  readonly steps: number;
};

/** Cycles are searched in the second half of the steps, and in at most this many of them. */
const MAX_MOMENTS = 20_000;
/** The sum over all moments of the enabled tasks: with more of them, no cycle in which each steps fits in the moments. */
const MAX_ENABLED = 10_000_000;
/** The number of tasks listed in `ran`. */
const MAX_SHARES = 3;

/** Observes one execution. */
export class LivenessWatch implements Observer {
  readonly #maxSteps: number;
  readonly #halfway: number;
  /** Moments are recorded after this step. */
  readonly #windowFrom: number;
  readonly #starvation: StarvationDetector = new StarvationDetector();
  readonly #state: StateNumbers = new StateNumbers();
  #moments: Moment[] = [];
  #enabled = 0;
  #isInWindow = false;

  constructor(maxSteps: number) {
    this.#maxSteps = maxSteps;
    this.#halfway = Math.floor(maxSteps / 2);
    this.#windowFrom = Math.max(this.#halfway, maxSteps - MAX_MOMENTS);
  }

  beforeStep(task: Task, execution: Execution): void {
    const { tasks } = execution.ready;
    this.#starvation.step(task, tasks, execution.steps);
    if (execution.steps <= this.#windowFrom || this.#enabled > MAX_ENABLED) return;
    if (!this.#isInWindow) this.#state.begin(execution);
    this.#isInWindow = true;
    this.#moments.push({
      state: this.#state.numberOf(execution),
      stepper: task,
      // The object of a pause stands for state that cannot be observed.
      touches: task.object !== undefined && task.kind !== PAUSE_KIND && task.object !== execution.pauses,
      enabled: tasks.filter(({ role }) => role === Role.task || role === Role.delivery),
      timers: tasks.filter(({ role }) => role === Role.timer),
    });
    this.#state.step(task);
    this.#enabled += tasks.length;
    if (this.#enabled > MAX_ENABLED) this.#moments = [];
  }

  onTask(task: Task): void {
    this.#starvation.change(task);
    if (this.#isInWindow) this.#state.changeTask(task);
  }

  onTouch(object: AnyObject): void {
    if (this.#isInWindow) this.#state.changeObject(object);
  }

  afterStep(): void {
    // Only the state before a step matters.
  }

  /** Determines why the execution did not end. */
  conclude(execution: Execution, steps: readonly Step[]): Liveness {
    const overdue = this.#overdue(execution);
    if (overdue !== undefined) return { kind: "overdue", outcome: overdue };
    const cycle = findCycle(this.#moments, this.#windowFrom, steps);
    if (cycle !== undefined) return { kind: "livelock", cycle };
    const starved = this.#starvation.starved(this.#maxSteps);
    const [first] = starved;
    if (first === undefined) return endless(steps);
    return { kind: "starvation", starved, ran: sharesOf(steps.slice(first.since - 1)) };
  }

  /** The outcome if a rule is overdue. An unfair schedule breaks no liveness rule. */
  #overdue({ outcome, ruleMonitor }: Execution): Outcome | undefined {
    if (outcome === undefined || ruleMonitor === undefined || !this.#starvation.isFairAfter(this.#halfway))
      return undefined;
    const evaluated = ruleMonitor.overdue(outcome, this.#halfway);
    return evaluated === outcome ? undefined : evaluated;
  }
}

/** The fallback reason: the tasks that took most of the steps of the second half. */
export function endless(steps: readonly Step[]): Liveness {
  return { kind: "endless", ran: sharesOf(steps.slice(Math.floor(steps.length / 2))) };
}

function sharesOf(steps: readonly Step[]): readonly Share[] {
  const counts = new Map<string, number>();
  for (const { who } of steps) counts.set(who, (counts.get(who) ?? 0) + 1);
  return [...counts]
    .map(([who, count]) => ({ who, steps: count }))
    .toSorted((one, other) => other.steps - one.steps)
    .slice(0, MAX_SHARES);
}
