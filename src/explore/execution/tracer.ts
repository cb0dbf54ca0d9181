// Records the steps of an execution. Only executions that are rerun for a report are traced.

import { hashText, mix } from "../../choice/index.ts";
import type { Execution, Observer, SignalContent, Task } from "../../kernel/index.ts";
import { ReplayDivergence } from "../../errors.ts";
import type { Divergence } from "../../errors.ts";
import type { Recorder } from "../../strategy/index.ts";
import { hashValue, joinShown, messageTags, showValue, stepLabel } from "../../trace/index.ts";
import type { Shown, Step, StepSignal } from "../../trace/index.ts";
import type { Host } from "../setup/host.ts";
import { pauseForDebugger } from "./breakpoint.ts";
import { namedObject } from "./object-names.ts";
import type { NamedObject } from "./object-names.ts";

/** Options for a tracer. */
export interface TracerOptions {
  /** The labels of the expected steps. Default: any steps. */
  readonly expected?: readonly string[] | undefined;
  /** Called with the first step that differs. Default: throw `ReplayDivergence`. */
  readonly onDivergence?: ((divergence: Divergence) => void) | undefined;
  /** The step before which to pause in a debugger. Default: none. */
  readonly until?: number | undefined;
  /** The only step whose source position is needed; positions are the main cost of a trace. Default: all steps. */
  readonly located?: number | undefined;
  /** The steps whose values are not looked at, since code of the program that shows one does not end. Default: none. */
  readonly unreadable?: ReadonlySet<number>;
}

const NONE: ReadonlySet<number> = new Set();
/** So often is it stopped, which takes a second each time, before no object is looked at any more. */
const MOST_STOPS = 3;

/** Records the steps of one execution. */
export class Tracer implements Observer {
  readonly steps: Step[] = [];
  /** The objects that they touch. */
  readonly objects: (NamedObject | undefined)[] = [];
  readonly #host: Host;
  readonly #recorder: Recorder;
  readonly #options: TracerOptions;
  /** The step whose values are being looked at, which runs code of the program: `util.inspect.custom`, traps of proxies. */
  #looking: number | undefined = undefined;
  #hasDiverged = false;
  #deviations = 0;
  /** The number of actors before the step. */
  #actors = 0;
  #hash = 0;

  constructor(host: Host, recorder: Recorder, options: TracerOptions = {}) {
    this.#host = host;
    this.#recorder = recorder;
    this.#options = options;
  }

  /** The step at whose values it was stopped, if it was. */
  get stoppedAt(): number | undefined {
    return this.#looking;
  }

  beforeStep(task: Task, execution: Execution): void {
    const { operation, object, argument, site } = task;
    const values = operation.show?.(argument, object?.state) ?? (argument === undefined ? [] : [argument]);
    const signal = operation.signal?.(argument);
    const deviations = this.#recorder.deviations.length;
    const show = this.#look(execution.steps);
    const step: Step = {
      number: execution.steps,
      role: task.role,
      actor: task.actor.pid.path,
      task: task.operation.isOutside ? 0 : task.ordinal,
      sender: task.sender?.pid.path,
      who: task.who,
      kind: task.kind,
      object: object?.shown,
      access: task.access,
      argument: joinShown([...values.map(show), ...noteOf(task)], ", "),
      signal: signal === undefined ? undefined : stepSignal(signal, show),
      result: undefined,
      spawned: undefined,
      enabled: execution.ready.tasks.length,
      isDeviation: deviations > this.#deviations,
      time: execution.timers.now,
      source: site === undefined || !this.#isLocated(execution.steps) ? undefined : this.#host.callPositionOf(site),
    };
    this.#looking = undefined;
    this.#hash = mix(this.#hash, hashText(stepLabel(step)));
    this.#addToHash([...values, signal?.about, signal?.content]);
    this.#deviations = deviations;
    this.#compare(step);
    if (step.number === this.#options.until) pauseForDebugger(step);
    this.#actors = execution.actors.length;
    this.steps.push(step);
    this.objects.push(namedObject(object));
  }

  afterStep({ actor: { execution } }: Task, result: unknown): void {
    const step = this.steps.at(-1);
    if (step === undefined) return;
    const spawned = execution.actors[this.#actors]?.pid.path;
    const isShown = result !== undefined && typeof result !== "symbol";
    if (isShown) this.#addToHash([result]);
    // A timer moves the clock.
    const time = execution.timers.now;
    if (!isShown && spawned === undefined && time === step.time) return;
    const shown = isShown ? this.#look(step.number)(result) : undefined;
    this.#looking = undefined;
    this.steps[this.steps.length - 1] = { ...step, spawned, time, result: shown };
  }

  /** A 24-bit hash of all steps, for a token's fingerprint: it covers the structure of values, not their text. */
  get fingerprint(): number {
    return mix(this.#hash, this.steps.length) >>> 8;
  }

  /** Begins to look at the values of a step. @returns how they are shown */
  #look(step: number): (value: unknown) => Shown {
    const { unreadable = NONE } = this.#options;
    if (unreadable.has(step) || unreadable.size >= MOST_STOPS) return showUnread;
    this.#looking = step;
    return showValue;
  }

  #addToHash(values: readonly unknown[]): void {
    for (const value of values)
      this.#hash = mix(
        this.#hash,
        hashValue(value, (hash, text) => mix(hash, hashText(text))),
      );
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
        "to be sure. To continue from there by seed: --continue, HEDDLE_CONTINUE=1 or continue: true.",
      { code: "step-differs", divergence },
    );
  }
}

function showUnread(value: unknown): Shown {
  return typeof value === "object" || typeof value === "function" ? [`[unreadable ${typeof value}]`] : showValue(value);
}

function noteOf({ argument, operation }: Task): readonly Shown[] {
  const note = operation.note?.(argument);
  return note === undefined ? [] : [[note]];
}

const CONTENTLESS: ReadonlySet<StepSignal["kind"]> = new Set(["kill", "cancel", "monitor", "link"]);

function stepSignal({ about, content, kind }: SignalContent, show: (value: unknown) => Shown): StepSignal {
  return {
    kind,
    about: about?.path,
    content: CONTENTLESS.has(kind) ? undefined : show(content),
    isNormalExit: (kind === "exit" || kind === "down") && content === "normal",
    tags: messageTags(content),
  };
}
