// Runs executions of one program on one host: in slices of wall-clock time, under the watchdog, without attribution
// until the program needs it, each to its end.

import { budgetsFrom, hasFaults } from "../../choice/index.ts";
import type { Settings } from "../../choice/index.ts";
import { must, UncontrolledNondeterminism, UsageError } from "../../errors.ts";
import { allowFaults } from "../../fault/index.ts";
import {
  beginExecution,
  Buffers,
  currentTask,
  driveByHops,
  driveSynchronously,
  endEvaluation,
  foreignWaits,
  pauseAfter,
  reportPending,
  setCurrentTask,
} from "../../kernel/index.ts";
import type { Attribution, DrainMode, Execution, Observer } from "../../kernel/index.ts";
import type { ExecutionStart, Strategy } from "../../strategy/index.ts";
import type { Host } from "../setup/host.ts";

/** Wall-clock milliseconds between two turns of the event loop. */
const SLICE_MS = 50;
/** Steps between two looks at the clock. */
const STEPS_PER_LOOK = 256;
/** A slice that takes this long may have met an actor that never yields; the execution gets one more chance. */
const SUSPICIOUS_MS = 1_000;
/** The second time, it has. */
const STUCK_MS = 2_000;
/** A reduction thinks between executions, and must not be stopped there: it gets this many times as long. */
const WATCHDOG_FACTOR = 10;
/** How long real input, output and timers may take to betray themselves. */
const GRACE_MS = 25;

/** Gives executions and takes them when they have ended. */
export interface RunSource {
  readonly strategy: Strategy;
  /** The start of the next execution, its generator seeded; `undefined` when there shall be none. */
  next(): ExecutionStart | undefined;
  /** The start of the same execution again, its generator seeded again. */
  again(): ExecutionStart;
  /** What the random values of the execution come from. */
  entropy(index: number): number;
  /** Whether it thinks between executions, which must not be taken for an actor that never yields. */
  readonly isThinking?: boolean;
  /** Makes the observer of an execution, each time it begins. */
  readonly observe?: (() => Observer) | undefined;
  ended(execution: Execution, index: number): void;
  /** A slice of wall-clock time has ended. */
  onSliceEnd?(): void;
}

/** Runs executions of `program`. */
export class Runner {
  readonly #host: Host;
  readonly #program: () => unknown;
  readonly #settings: Settings;
  readonly #hasFaults: boolean;
  readonly #buffers: Buffers = new Buffers();
  #mode: DrainMode | undefined;
  #attribution: { readonly attribution: Attribution; readonly release: () => void } | undefined;
  /** The execution that runs, and which one of the source it is. */
  #execution: Execution | undefined;
  #index = 0;
  /** Of the execution that ended last. */
  #latestSteps = 0;
  #isExhausted = false;
  /** Whether the slice before was stopped in the execution that runs. */
  #isSuspicious = false;

  constructor(host: Host, program: () => unknown, settings: Settings) {
    this.#host = host;
    this.#program = program;
    // In a worker they are a copy: that there are no faults is seen at a glance again.
    this.#settings = { ...settings, faults: budgetsFrom(settings.faults) };
    this.#hasFaults = hasFaults(settings);
  }

  /** Runs all that `source` gives. */
  async run(source: RunSource): Promise<void> {
    this.#isExhausted = false;
    try {
      while (!this.#isExhausted) {
        await this.#host.turn(() => this.#slice(source));
        await this.#conclude(source);
        source.onSliceEnd?.();
      }
    } finally {
      this.#execution = undefined;
      setCurrentTask(undefined);
      this.#attribution?.release();
      this.#attribution = undefined;
    }
  }

  #slice(source: RunSource): void | Promise<void> {
    this.#mode ??= this.#host.drainMode();
    const stopListening = this.#host.listen((error) => {
      this.#uncaught(error);
    });
    if (this.#mode === "hop") return this.#hop(source).finally(stopListening);
    try {
      const patience = isThinking(source) ? WATCHDOG_FACTOR : 1;
      const limit = patience * (this.#isSuspicious ? STUCK_MS : SUSPICIOUS_MS);
      const work = (): void => {
        this.#runUntil(source, this.#host.now() + SLICE_MS);
      };
      if (this.#host.guard(work, limit).isStuck) this.#stopStuck(source);
    } finally {
      stopListening();
    }
    return undefined;
  }

  /** Without a synchronous drain, one execution a turn; nothing can stop an actor that never yields. */
  async #hop(source: RunSource): Promise<void> {
    this.#begin(source);
    if (this.#execution === undefined) return;
    await driveByHops(this.#execution);
    // Hops keep Node from looking for unhandled rejections; it does so before the next turn.
    await this.#host.turn(() => undefined);
  }

  /** An execution that has ended needs real time to show whether something outside goes on with it. */
  async #conclude(source: RunSource): Promise<void> {
    const outcome = this.#execution?.outcome;
    if (outcome === undefined) return;
    if (foreignWaits(outcome).length > 0) await this.#host.grace(GRACE_MS);
    this.#end(source);
  }

  /** Runs executions until the time is up, there are no more, or one needs a turn of the event loop. */
  #runUntil(source: RunSource, until: number): void {
    let stepsLeft = STEPS_PER_LOOK;
    for (;;) {
      this.#begin(source);
      const execution = this.#execution;
      if (execution === undefined) return;
      const before = execution.steps;
      pauseAfter(execution, before + stepsLeft);
      driveSynchronously(execution);
      stepsLeft -= execution.steps - before + 1;
      if (execution.needsAttribution) this.#restart(source);
      else if (execution.outcome !== undefined) {
        if (execution.outcome.kind === "deadlocked" && foreignWaits(execution.outcome).length > 0) return;
        this.#end(source);
      }
      if (stepsLeft > 0) continue;
      if (this.#host.now() >= until) return;
      stepsLeft = STEPS_PER_LOOK;
    }
  }

  #begin(source: RunSource): void {
    if (this.#execution?.needsAttribution === true) this.#restart(source);
    if (this.#execution !== undefined) return;
    const start = source.next();
    if (start === undefined) this.#isExhausted = true;
    else this.#start(source, start);
  }

  #start(source: RunSource, start: ExecutionStart): void {
    const { strategy } = source;
    strategy.begin(start);
    const execution = beginExecution(
      {
        settings: this.#settings,
        strategy,
        buffers: this.#buffers,
        entropy: source.entropy(start.index),
        attribution: this.#attribution?.attribution,
        observer: source.observe?.(),
      },
      this.#program,
    );
    if (this.#hasFaults) allowFaults(execution);
    this.#execution = execution;
    this.#index = start.index;
  }

  /** Begins the execution anew, this time with attribution; so does every later one. */
  #restart(source: RunSource): void {
    this.#attribution ??= this.#host.attribution();
    this.#start(source, source.again());
  }

  #end(source: RunSource): void {
    const execution = must(this.#execution, "an execution has ended");
    this.#execution = undefined;
    this.#isSuspicious = false;
    this.#latestSteps = execution.steps;
    reportPending(execution);
    source.strategy.end?.(execution.decisions);
    source.ended(execution, this.#index);
  }

  #uncaught(error: unknown): void {
    const execution = this.#execution;
    const actor = currentTask()?.actor ?? execution?.actors[0];
    if (execution === undefined || actor === undefined) return;
    if (execution.outcome?.kind === "completed") execution.outcome = undefined;
    execution.violate(actor, error);
  }

  /** The slice was stopped. A machine that slept looks like a program that hangs, so the first time means nothing. */
  #stopStuck(source: RunSource): void {
    if (this.#execution === undefined) {
      // What was under way has not been counted and is done again.
      if (this.#isSuspicious || isThinking(source)) throw tooLong(this.#latestSteps);
      this.#isSuspicious = true;
      return;
    }
    const execution = this.#execution;
    const actor = currentTask()?.actor ?? must(execution.actors[0], "an execution has a main actor");
    execution.runningStep.clearResumed();
    // A predicate of a rule may be what never ends.
    endEvaluation();
    if (!this.#isSuspicious) {
      this.#isSuspicious = true;
      this.#start(source, source.again());
      return;
    }
    this.#isSuspicious = false;
    const error = new UncontrolledNondeterminism(
      `${actor.pid.path} has run for ${STUCK_MS / 1_000} seconds without coming to an operation: an endless loop, or ` +
        "one of promises that are settled already. Put an operation into the loop, pause() for example.",
      { code: "never-yields" },
    );
    execution.escape(actor, error);
  }
}

/** Whether the strategy does more between executions than to draw a few numbers. */
function isThinking({ isThinking: isSaid, strategy }: RunSource): boolean {
  return isSaid === true || strategy.causality !== undefined;
}

/** What a reduction does between executions grows with the square of their length. */
function tooLong(steps: number): UsageError {
  return new UsageError(
    `An execution of ${steps} steps is too long for the analysis between executions. Make the program smaller, set ` +
      "maxSteps lower, or use a strategy that samples.",
    { code: "execution-too-long" },
  );
}
