// One execution, run for a report: with its steps, names, source positions and the schedule that repeats it.

import { generatorFrom, hasFaults } from "../../choice/index.ts";
import type { Deviation, Generator, Settings } from "../../choice/index.ts";
import { must } from "../../errors.ts";
import type { Observer, Outcome } from "../../kernel/index.ts";
import { Recorder, unnamed } from "../../strategy/index.ts";
import type { ExecutionStart, Strategy } from "../../strategy/index.ts";
import type { Step } from "../../trace/index.ts";
import type { Host, ProgramOutput } from "../setup/host.ts";
import { applyChecks, applyLivenessChecks } from "./apply-checks.ts";
import type { Reset } from "../setup/reset.ts";
import { LivenessWatch } from "../liveness/liveness.ts";
import type { Liveness } from "../liveness/liveness.ts";
import type { StateRecorder } from "../states/state-recorder.ts";
import type { RecordedStates } from "../states/recorded-states.ts";
import type { Check } from "../setup/check.ts";
import { nameObjects } from "./object-names.ts";
import { Runner } from "./runner.ts";
import type { RunSource } from "./run-source.ts";
import { signatureOf } from "./signature.ts";
import type { Signature } from "./signature.ts";
import { Tracer } from "./tracer.ts";
import type { TracerOptions } from "./tracer.ts";

/** The execution to trace. */
export interface TraceRequest {
  readonly program: () => unknown;
  readonly settings: Settings;
  readonly strategy: Strategy;
  /** Creates the strategy's random generator. Default: a fixed one, for strategies that do not draw. */
  readonly seed?: () => Generator;
  readonly index: number;
  readonly entropy: number;
  readonly checks: readonly Check[];
  readonly reset: Reset | undefined;
  /** Options for the tracer. */
  readonly tracing?: TracerOptions;
  /** Creates the recorder of the states between the steps. Default: they are not recorded. */
  readonly recorder?: (() => StateRecorder) | undefined;
}

/** A traced execution. */
export interface TracedRun {
  readonly outcome: Outcome;
  readonly steps: readonly Step[];
  /** The number of context switches. */
  readonly switches: number;
  readonly deviations: readonly Deviation[];
  /** Identifies the bug. */
  readonly signature: Signature;
  /** The reason why it did not end, if it ran out of steps. */
  readonly liveness: Liveness | undefined;
  /** A 24-bit hash of the steps. */
  readonly fingerprint: number;
  /** The word from which the program's random values are derived; 0 if it drew none. */
  readonly entropy: number;
  /** The states between its steps, if they were asked for. */
  readonly states: RecordedStates | undefined;
  /** What the program printed, if the host records it. */
  readonly output: ProgramOutput | undefined;
}

/** Runs and traces one execution. */
export async function traceRun(host: Host, request: TraceRequest): Promise<TracedRun> {
  const { checks, entropy, tracing, index, program, reset, seed = () => generatorFrom(0), settings } = request;
  const strategy = new Recorder(request.strategy);
  const start = (): ExecutionStart => ({ index, generator: seed(), hasFaults: hasFaults(settings) });
  let traced: TracedRun | undefined;
  const unreadable = new Set<number>();
  let tracer = new Tracer(host, strategy, tracing);
  let watch = new LivenessWatch(settings.maxSteps);
  let states: StateRecorder | undefined;
  const source: RunSource = {
    strategy,
    isTraced: true,
    next: () => (traced === undefined ? start() : undefined),
    again: start,
    entropy: () => entropy,
    observe: () => {
      tracer = new Tracer(host, strategy, { ...tracing, unreadable });
      watch = new LivenessWatch(settings.maxSteps);
      states = request.recorder?.();
      host.output?.begin();
      const observer = both(tracer, watch);
      return { ...(states === undefined ? observer : both(observer, states)), onLog: (line) => host.output?.log(line) };
    },
    // It may have been stopped while a value was looked at: the program does not fail by what only a report does.
    onStopped: () => {
      const { stoppedAt } = tracer;
      if (stoppedAt !== undefined) unreadable.add(stoppedAt);
      return stoppedAt !== undefined;
    },
    ended: (execution) => {
      const ended = must(execution.outcome, "an ended execution has an outcome");
      const liveness = ended.kind === "outOfSteps" ? watch.conclude(execution, tracer.steps) : undefined;
      const outcome = applyChecks(applyLivenessChecks(ended, liveness), checks, execution);
      traced = {
        outcome,
        steps: nameObjects(tracer.steps, tracer.objects),
        switches: strategy.switches,
        deviations: unnamed(strategy.deviations),
        signature: signatureOf(host, outcome, execution),
        liveness,
        fingerprint: tracer.fingerprint,
        entropy: execution.entropies !== undefined ? entropy : 0,
        states: states?.end(execution),
        output: host.output?.end(),
      };
    },
  };
  await new Runner(host, program, settings, reset).run(source).finally(() => host.output?.end());
  return must(traced, "the one execution was run");
}

/** Combines two observers. */
export function both(one: Observer, other: Observer): Observer {
  return {
    needsSites: one.needsSites !== false || other.needsSites !== false,
    beforeStep(task, execution) {
      one.beforeStep(task, execution);
      other.beforeStep(task, execution);
    },
    afterStep(task, result) {
      one.afterStep(task, result);
      other.afterStep(task, result);
    },
    onTask(task) {
      one.onTask?.(task);
      other.onTask?.(task);
    },
    onTouch(object) {
      one.onTouch?.(object);
      other.onTouch?.(object);
    },
  };
}
