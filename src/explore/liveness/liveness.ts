// Why an execution ran out of steps: it went round in circles, somebody was passed over, or it just went on. Watched
// only where an execution is run again with a trace; an exploration pays nothing for it.

import type { Execution, LivelockCycle, Observer, Outcome, Task } from "../../kernel/index.ts";
import { Role } from "../../trace/index.ts";
import type { Step } from "../../trace/index.ts";
import { findCycle } from "./cycle.ts";
import type { Moment } from "./cycle.ts";
import { StarvationDetector } from "./starvation.ts";
import type { StarvedActor } from "./starvation.ts";
import { StateText } from "./state.ts";

/** How many steps one task took. */
export interface Share {
  readonly who: string;
  readonly steps: number;
}

/** What can be said of an execution that ran out of steps. */
export type Liveness =
  /** Under a fair schedule what a rule asks for has been due for more than half of the steps. */
  | { readonly kind: "overdue"; readonly outcome: Outcome }
  | { readonly kind: "livelock"; readonly cycle: LivelockCycle }
  /** `ran` took most of the steps since the first of the starved had to wait. */
  | { readonly kind: "starvation"; readonly starved: readonly StarvedActor[]; readonly ran: readonly Share[] }
  /** `ran` took most of the steps of the second half. */
  | { readonly kind: "endless"; readonly ran: readonly Share[] };

/** Repetitions are looked for in the second half of the steps, and in no more than so many. */
const MOST_MOMENTS = 20_000;
/** Who ran is told of so many. */
const MOST_SHARES = 3;

/** Watches one execution. */
export class LivenessWatch implements Observer {
  readonly #maxSteps: number;
  readonly #halfway: number;
  /** Moments are kept after this step. */
  readonly #windowFrom: number;
  readonly #patience: StarvationDetector = new StarvationDetector();
  readonly #state: StateText = new StateText();
  readonly #moments: Moment[] = [];

  constructor(maxSteps: number) {
    this.#maxSteps = maxSteps;
    this.#halfway = Math.floor(maxSteps / 2);
    this.#windowFrom = Math.max(this.#halfway, maxSteps - MOST_MOMENTS);
  }

  beforeStep(task: Task, execution: Execution): void {
    const { tasks } = execution.ready;
    this.#patience.step(task, tasks, execution.steps);
    if (execution.steps <= this.#windowFrom) return;
    this.#moments.push({
      state: this.#state.numberOf(execution),
      stepper: task,
      touches: task.object !== undefined,
      enabled: tasks.filter(({ role }) => role === Role.task || role === Role.delivery),
      timers: tasks.filter(({ role }) => role === Role.timer),
    });
    this.#state.touch(task);
  }

  afterStep(): void {
    // Only what is about to happen matters.
  }

  /** What kept the execution from its end, which it did not reach. */
  conclude(execution: Execution, steps: readonly Step[]): Liveness {
    const overdue = this.#overdue(execution);
    if (overdue !== undefined) return { kind: "overdue", outcome: overdue };
    const cycle = findCycle(this.#moments, this.#windowFrom, steps);
    if (cycle !== undefined) return { kind: "livelock", cycle };
    const starved = this.#patience.starved(this.#maxSteps);
    const [first] = starved;
    if (first === undefined) return endless(steps);
    return { kind: "starvation", starved, ran: sharesOf(steps.slice(first.since - 1)) };
  }

  /** A broken rule, as the outcome. What an unfair schedule keeps from happening breaks none. */
  #overdue({ outcome, ruleMonitor }: Execution): Outcome | undefined {
    if (outcome === undefined || ruleMonitor === undefined || !this.#patience.isFairAfter(this.#halfway))
      return undefined;
    const judged = ruleMonitor.overdue(outcome, this.#halfway);
    return judged === outcome ? undefined : judged;
  }
}

/** An execution of which only this can be said: who took most of the steps of its second half. */
export function endless(steps: readonly Step[]): Liveness {
  return { kind: "endless", ran: sharesOf(steps.slice(Math.floor(steps.length / 2))) };
}

function sharesOf(steps: readonly Step[]): readonly Share[] {
  const counts = new Map<string, number>();
  for (const { who } of steps) counts.set(who, (counts.get(who) ?? 0) + 1);
  return [...counts]
    .map(([who, count]) => ({ who, steps: count }))
    .toSorted((one, other) => other.steps - one.steps)
    .slice(0, MOST_SHARES);
}
