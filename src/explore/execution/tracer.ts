// Writes down an execution step by step. Only executions that are run again for a report are traced.

import { hashText, mix } from "../../choice/index.ts";
import type { Execution, Observer, Task } from "../../kernel/index.ts";
import { ReplayDivergence } from "../../errors.ts";
import type { Divergence } from "../../errors.ts";
import type { Recorder } from "../../strategy/index.ts";
import { stepLabel } from "../../trace/index.ts";
import type { Step } from "../../trace/index.ts";
import type { Host } from "../setup/host.ts";
import { pauseForDebugger } from "./breakpoint.ts";

/** What a tracer does besides writing down. */
export interface TracerOptions {
  /** What the execution must do, step by step: the label of each. Default: anything. */
  readonly expected?: readonly string[] | undefined;
  /** Told of the first step that differs. Default: that is an error. */
  readonly onDivergence?: ((divergence: Divergence) => void) | undefined;
  /** The step before which a debugger stands. Default: none. */
  readonly until?: number | undefined;
  /** The only step whose line in the source is wanted; most of the time of a trace goes into them. Default: all. */
  readonly located?: number | undefined;
}

/** Observes one execution. */
export class Tracer implements Observer {
  readonly steps: Step[] = [];
  readonly #host: Host;
  readonly #recorder: Recorder;
  readonly #options: TracerOptions;
  #hasDiverged = false;
  #deviations = 0;
  #pending: Step | undefined;

  constructor(host: Host, recorder: Recorder, options: TracerOptions = {}) {
    this.#host = host;
    this.#recorder = recorder;
    this.#options = options;
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
      source: site === undefined || !this.#isLocated(execution.steps) ? undefined : this.#host.positionOf(site),
    };
    this.#deviations = deviations;
    this.#compare(step);
    if (step.number === this.#options.until) pauseForDebugger(step);
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

  #isLocated(step: number): boolean {
    const { located } = this.#options;
    return located === undefined || located === step;
  }

  #compare(step: Step): void {
    const { expected: steps, onDivergence } = this.#options;
    if (steps === undefined || this.#hasDiverged) return;
    const { number } = step;
    const recorded = steps[number - 1];
    const actual = stepLabel(step);
    if (recorded === actual) return;
    this.#hasDiverged = true;
    const divergence = { step: number, expected: recorded ?? "the end", actual };
    if (onDivergence !== undefined) {
      onDivergence(divergence);
      return;
    }
    const difference =
      recorded === undefined
        ? `it ended after ${number - 1} steps, now comes ${actual}`
        : `step ${number} was ${recorded}, now it is ${actual}`;
    throw new ReplayDivergence(
      `The program has changed since the counterexample was recorded: ${difference}. If you have fixed it, explore again ` +
        "to be sure. To go on from there by seed: --continue, HEDDLE_CONTINUE=1 or continue: true.",
      { code: "step-differs", divergence },
    );
  }
}
