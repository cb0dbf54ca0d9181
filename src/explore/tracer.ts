// Writes down an execution step by step. Only executions that are run again for a report are traced.

import { hashText, mix } from "../choice/index.ts";
import type { Execution, Observer, Task } from "../kernel/index.ts";
import { ReplayDivergence } from "../errors.ts";
import type { Recorder } from "../strategy/index.ts";
import { stepLabel } from "../trace/index.ts";
import type { Step } from "../trace/index.ts";
import type { Host } from "./host.ts";

/** Observes one execution. */
export class Tracer implements Observer {
  readonly steps: Step[] = [];
  readonly #host: Host;
  readonly #recorder: Recorder;
  /** What the execution must do, when it replays a counterexample at hand. */
  readonly #expected: readonly Step[] | undefined;
  #deviations = 0;
  #pending: Step | undefined;

  constructor(host: Host, recorder: Recorder, expected: readonly Step[] | undefined) {
    this.#host = host;
    this.#recorder = recorder;
    this.#expected = expected;
  }

  beforeStep(task: Task, execution: Execution): void {
    const { operation, object, argument, site } = task;
    const shown = operation.show?.(argument, object?.state) ?? (argument === undefined ? [] : [argument]);
    const deviations = this.#recorder.deviations.length;
    const step: Step = {
      number: execution.steps,
      role: task.role,
      actor: task.actor.pid.path,
      who: task.who,
      kind: task.kind,
      object: object?.label,
      access: task.access,
      detail: shown.map((value) => this.#host.inspect(value)).join(", "),
      enabled: execution.ready.tasks.length,
      isDeviation: deviations > this.#deviations,
      time: execution.timers.now,
      source: site === undefined ? undefined : this.#host.positionOf(site),
    };
    this.#deviations = deviations;
    this.#compare(step);
    this.#pending = step;
    this.steps.push(step);
  }

  afterStep(_task: Task, result: unknown): void {
    const step = this.#pending;
    if (step === undefined || result === undefined || typeof result === "symbol") return;
    const arrow = `→ ${this.#host.inspect(result)}`;
    this.steps[this.steps.length - 1] = { ...step, detail: step.detail === "" ? arrow : `${step.detail} ${arrow}` };
  }

  /** 24 bits of all steps, for a token's fingerprint. */
  get fingerprint(): number {
    let hash = this.steps.length;
    for (const step of this.steps) hash = mix(hash, hashText(`${stepLabel(step)} ${step.detail}`));
    return hash >>> 8;
  }

  #compare(step: Step): void {
    if (this.#expected === undefined) return;
    const expected = this.#expected[step.number - 1];
    const before = expected === undefined ? "the end of the execution" : stepLabel(expected);
    const now = stepLabel(step);
    if (before === now) return;
    throw new ReplayDivergence(
      `The program has changed since the counterexample was recorded: at step ${step.number} it did ${before}, ` +
        `now it does ${now}. Explore again for a new counterexample.`,
      { code: "step-differs" },
    );
  }
}
