// One execution, run for people: with its steps, names, source lines and the schedule that repeats it.

import { generatorFrom, hasFaults } from "../../choice/index.ts";
import type { Deviation, Generator, Settings } from "../../choice/index.ts";
import { must } from "../../errors.ts";
import type { Observer, Outcome } from "../../kernel/index.ts";
import { Recorder, unnamed } from "../../strategy/index.ts";
import type { ExecutionStart, Strategy } from "../../strategy/index.ts";
import type { Step } from "../../trace/index.ts";
import type { Host } from "../setup/host.ts";
import { applyChecks, applyLivenessChecks } from "./apply-checks.ts";
import { LivenessWatch } from "../liveness/liveness.ts";
import type { Liveness } from "../liveness/liveness.ts";
import type { Check } from "../setup/check.ts";
import { Runner } from "./runner.ts";
import { signatureOf } from "./signature.ts";
import { Tracer } from "./tracer.ts";
import type { TracerOptions } from "./tracer.ts";

/** What to run. */
export interface TraceRequest {
  readonly program: () => unknown;
  readonly settings: Settings;
  readonly strategy: Strategy;
  /** The draws of the strategy. Default: some that it does not use. */
  readonly seed?: () => Generator;
  readonly index: number;
  readonly entropy: number;
  readonly checks: readonly Check[];
  /** What else shall be done with each step. */
  readonly tracing?: TracerOptions;
}

/** An execution as a report shows it. */
export interface TracedRun {
  readonly outcome: Outcome;
  readonly steps: readonly Step[];
  /** How often another task stepped than the one before. */
  readonly switches: number;
  readonly deviations: readonly Deviation[];
  /** One line that equal bugs share. */
  readonly signature: string;
  /** Why it did not end, if it ran out of steps. */
  readonly liveness: Liveness | undefined;
  /** 24 bits of the steps. */
  readonly fingerprint: number;
  /** The word its random values came from; 0 when the program drew none. */
  readonly entropy: number;
}

/** Runs one execution and writes it down. */
export async function traceRun(host: Host, request: TraceRequest): Promise<TracedRun> {
  const { checks, entropy, tracing, index, program, seed = () => generatorFrom(0), settings } = request;
  const strategy = new Recorder(request.strategy);
  const start = (): ExecutionStart => ({ index, generator: seed(), hasFaults: hasFaults(settings) });
  let traced: TracedRun | undefined;
  let tracer = new Tracer(host, strategy, tracing);
  let watch = new LivenessWatch(settings.maxSteps);
  await new Runner(host, program, settings).run({
    strategy,
    next: () => (traced === undefined ? start() : undefined),
    again: start,
    entropy: () => entropy,
    observe: () => {
      tracer = new Tracer(host, strategy, tracing);
      watch = new LivenessWatch(settings.maxSteps);
      return both(tracer, watch);
    },
    ended: (execution) => {
      const ended = must(execution.outcome, "an ended execution has an outcome");
      const liveness = ended.kind === "out of steps" ? watch.conclude(execution, tracer.steps) : undefined;
      const outcome = applyChecks(applyLivenessChecks(ended, liveness), checks, execution);
      traced = {
        outcome,
        steps: tracer.steps,
        switches: strategy.switches,
        deviations: unnamed(strategy.deviations),
        signature: signatureOf(host, outcome),
        liveness,
        fingerprint: tracer.fingerprint,
        entropy: execution.hasUsedEntropy ? entropy : 0,
      };
    },
  });
  return must(traced, "the one execution was run");
}

/** Two observers as one. */
export function both(one: Observer, other: Observer): Observer {
  return {
    beforeStep(task, execution) {
      one.beforeStep(task, execution);
      other.beforeStep(task, execution);
    },
    afterStep(task, result) {
      one.afterStep(task, result);
      other.afterStep(task, result);
    },
  };
}
