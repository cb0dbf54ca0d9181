// Runs executions of one program to their ends: in slices of wall-clock time, under the watchdog, and without attribution
// and reactions until the program needs them: they cost time, and change nothing of an execution that does not.

import { budgetsFrom, hasFaults } from "../../choice/index.ts";
import type { Settings } from "../../choice/index.ts";
import { must } from "../../errors.ts";
import { allowFaults } from "../../fault/index.ts";
import {
  beginExecution,
  Buffers,
  currentTask,
  driveByHops,
  driveSynchronously,
  ExecutionEnded,
  interrupt,
  leavesCode,
  pauseAfter,
  reportPending,
  setCurrentTask,
  Unwinding,
} from "../../kernel/index.ts";
import type { Attribution, DrainMode, Execution, Observer } from "../../kernel/index.ts";
import type { ExecutionStart, Strategy } from "../../strategy/index.ts";
import type { Host } from "../setup/host.ts";
import { Grace } from "./grace.ts";
import { callReset, inFreshModules } from "../setup/reset.ts";
import type { Reset } from "../setup/reset.ts";
import { checkRealInput, isSample } from "./attributed-sample.ts";
import { neverYields, STUCK_MS, tooLong } from "./stuck.ts";

/** Wall-clock milliseconds between two turns of the event loop. */
const SLICE_MS = 50;
/** Steps between two readings of the clock. */
const STEPS_PER_CLOCK_READ = 256;
/** A slice that takes this long may contain an actor that never yields; the execution is retried once. */
const SUSPICIOUS_MS = 1_000;
/** The factor on these limits for strategies that compute between executions, such as a reduction. */
const WATCHDOG_FACTOR = 10;
/** The steps, or the messages handled, after which the first of them has shown nothing; times its number for later ones. */
const ATTRIBUTED_STEPS = 64;
/** How long to wait for real input, output and timers to reveal themselves. */
const GRACE_MS = 25;

/** Provides executions and receives them when they have ended. */
export interface RunSource {
  readonly strategy: Strategy;
  /** The start of the next execution, with a seeded generator; `undefined` to end the run. */
  next(): ExecutionStart | undefined;
  /** The start of the same execution again, with a freshly seeded generator. */
  again(): ExecutionStart;
  /** The source of the execution's random values. */
  entropy(index: number): number;
  /** Whether the result is reported step by step, so that no operation may bear a wrong name. */
  readonly isTraced?: boolean;
  /** Whether it computes between executions, which must not be mistaken for an actor that never yields. */
  readonly computesBetween?: boolean;
  /** Creates the observer of an execution, each time it begins. */
  readonly observe?: (() => Observer | undefined) | undefined;
  ended(execution: Execution, index: number): void;
  /** The code of an execution that was dropped did not end: the path of its actor. */
  onLeftOpen?(actor: string): void;
  /** A slice of wall-clock time has ended. */
  onSliceEnd?(): void;
}

/** Runs executions of `program`. */
export class Runner {
  readonly #host: Host;
  readonly #program: () => unknown;
  readonly #settings: Settings;
  readonly #reset: Reset | undefined;
  readonly #hasFaults: boolean;
  readonly #buffers: Buffers = new Buffers();
  #mode: DrainMode | undefined;
  #attribution: { readonly attribution: Attribution; readonly release: () => void } | undefined;
  /** Whether the program was found to need attribution, or reactions. */
  #isAttributed: boolean;
  #watchesReactions = false;
  /** The executions that have begun. */
  #begun = 0;
  readonly #grace: Grace = new Grace();
  /** The running execution and its index. */
  #execution: Execution | undefined;
  #index = 0;
  /** An execution that has ended, or begins anew, with code that waits. */
  #dropped: Execution | undefined;
  /** Set while that code runs to its end; ends that. */
  #stopUnwinding: (() => void) | undefined;
  /** The steps of the execution that ended last. */
  #latestSteps = 0;
  #isExhausted = false;
  /** The execution that has ended, while what it ended with is examined. */
  #examined: Execution | undefined;
  /** Whether the previous slice was stopped in the running execution. */
  #isSuspicious = false;

  /** Ends the execution with an error that no code of the program has caught. */
  readonly #onUncaught: (error: unknown) => void = (error) => {
    const execution = this.#execution;
    const actor = this.#attribution?.attribution.actor() ?? currentTask()?.actor ?? execution?.actors[0];
    const counts = this.#stopUnwinding === undefined && !(error instanceof ExecutionEnded);
    if (!counts || execution === undefined || actor === undefined) return;
    if (execution.outcome?.kind !== "violated") execution.outcome = undefined;
    execution.violate(actor, error);
  };
  readonly #onThrown: (error: unknown) => void = (error) => {
    this.#host.recover();
    this.#onUncaught(error);
  };

  /** @param reset called before each execution */
  constructor(host: Host, program: () => unknown, settings: Settings, reset?: Reset) {
    this.#host = host;
    this.#program = inFreshModules(program);
    this.#reset = reset;
    // In a worker the settings are a copy; this restores the shared object that stands for no faults.
    this.#settings = { ...settings, faults: budgetsFrom(settings.faults) };
    this.#hasFaults = hasFaults(settings);
    this.#isAttributed = host.attributesFromStart === true;
  }

  /** What the program was found to need; it changes when an execution shows that it needs more. */
  get needs(): number {
    return (this.#isAttributed ? 1 : 0) + (this.#watchesReactions ? 2 : 0);
  }

  /** Runs all executions of `source`. */
  async run(source: RunSource): Promise<void> {
    this.#isExhausted = false;
    try {
      while (!this.#isExhausted) {
        await this.#host.turn(() => this.#slice(source));
        await this.#conclude(source);
        source.onSliceEnd?.();
      }
    } finally {
      this.#stopUnwinding?.();
      this.#execution = undefined;
      setCurrentTask(undefined);
      this.#dropAttribution();
    }
  }

  #slice(source: RunSource): void | Promise<void> {
    this.#mode ??= this.#host.drainMode();
    const stopListening = this.#host.listen(this.#onUncaught);
    if (this.#mode === "hop") return this.#hop(source).finally(stopListening);
    try {
      const limit = (computesBetween(source) ? WATCHDOG_FACTOR : 1) * (this.#isSuspicious ? STUCK_MS : SUSPICIOUS_MS);
      const work = (): void => {
        this.#runUntil(source, this.#host.now() + SLICE_MS);
      };
      const { isStuck, where } = this.#host.guard(work, limit, this.#isSuspicious);
      if (isStuck) this.#stopStuck(source, where);
    } finally {
      stopListening();
    }
    return undefined;
  }

  /** Without a synchronous drain, runs one execution per turn; nothing can stop an actor that never yields. */
  async #hop(source: RunSource): Promise<void> {
    if (this.#execution !== undefined && needsRestart(this.#execution)) this.#dropped = this.#execution;
    if (this.#dropped !== undefined) {
      const unwinding = this.#beginUnwinding(this.#dropped);
      await driveByHops(unwinding).catch(() => undefined);
      await this.#host.turn(() => undefined);
      this.#endUnwinding(source, unwinding);
    }
    this.#begin(source);
    if (this.#execution === undefined) return;
    await driveByHops(this.#execution);
    // Hops keep Node from reporting unhandled rejections; it does so before the next turn.
    await this.#host.turn(() => undefined);
  }

  /** Ends an execution. Real time must pass first to show whether anything outside heddle's control continues it. */
  async #conclude(source: RunSource): Promise<void> {
    const outcome = this.#execution?.outcome;
    if (outcome === undefined) return;
    if (this.#grace.take(outcome)) await this.#host.grace(GRACE_MS, this.#onUncaught);
    this.#end(source);
  }

  /** Runs executions until the time is up, none is left, or one needs a turn of the event loop. */
  #runUntil(source: RunSource, until: number): void {
    let stepsLeft = STEPS_PER_CLOCK_READ;
    for (;;) {
      this.#begin(source);
      const execution = this.#execution;
      if (execution === undefined) return;
      const before = execution.steps;
      pauseAfter(
        execution,
        before + (this.#attribution === undefined ? stepsLeft : Math.min(stepsLeft, ATTRIBUTED_STEPS)),
      );
      driveSynchronously(execution, this.#onThrown);
      stepsLeft -= execution.steps - before + 1;
      if (execution.steps >= ATTRIBUTED_STEPS * this.#begun) this.#endSample(source, execution);
      if (needsRestart(execution)) this.#restart(source, execution);
      else if (execution.outcome !== undefined) {
        if (this.#grace.isDue(execution.outcome)) return;
        this.#end(source);
      }
      if (stepsLeft > 0) continue;
      if (this.#host.now() >= until) return;
      stepsLeft = STEPS_PER_CLOCK_READ;
    }
  }

  /** Lets the code of a dropped execution run to its end, within a slice. */
  #unwind(source: RunSource): void {
    if (this.#dropped === undefined) return;
    const unwinding = this.#beginUnwinding(this.#dropped);
    for (let isDone = false; !isDone;) {
      try {
        driveSynchronously(unwinding, this.#onThrown);
        isDone = true;
      } catch {
        // Thrown by a callback of the program: it does not count.
      }
    }
    this.#endUnwinding(source, unwinding);
  }

  #beginUnwinding(execution: Execution): Unwinding {
    this.#host.silence.begin();
    this.#dropped = undefined;
    this.#stopUnwinding = () => {
      this.#stopUnwinding = undefined;
      setCurrentTask(undefined);
      this.#host.silence.end();
    };
    return new Unwinding(execution);
  }

  #endUnwinding(source: RunSource, { leftOpen }: Unwinding): void {
    this.#stopUnwinding?.();
    if (leftOpen !== undefined) source.onLeftOpen?.(leftOpen);
  }

  #begin(source: RunSource): void {
    this.#unwind(source);
    if (this.#execution !== undefined) {
      if (needsRestart(this.#execution)) this.#restart(source, this.#execution);
      return;
    }
    const start = source.next();
    if (start === undefined) this.#isExhausted = true;
    else {
      this.#begun += 1;
      this.#start(source, start);
    }
  }

  #start(source: RunSource, start: ExecutionStart): void {
    const { strategy } = source;
    const isNeeded = this.#isAttributed || source.isTraced === true;
    if (isNeeded || isSample(this.#begun)) this.#attribution ??= this.#host.attribution();
    else this.#dropAttribution();
    const attribution = this.#attribution?.attribution;
    const { isInstrumented, tracksState } = this.#host.instrumentation();
    if (this.#reset !== undefined) callReset(this.#reset);
    strategy.begin(start);
    const execution = beginExecution(
      {
        settings: this.#settings,
        strategy,
        buffers: this.#buffers,
        entropy: source.entropy(start.index),
        attribution:
          isNeeded || attribution === undefined
            ? attribution
            : { ...attribution, left: ATTRIBUTED_STEPS * this.#begun },
        watchesReactions: this.#watchesReactions,
        isInstrumented,
        tracksState,
        observer: source.observe?.(),
      },
      this.#program,
    );
    if (this.#hasFaults) allowFaults(execution);
    this.#execution = execution;
    this.#index = start.index;
  }

  /** Restarts the execution with what it needs, which later executions have, too. */
  #restart(source: RunSource, { needsAttribution, needsReactions }: Execution): void {
    if (needsAttribution) this.#isAttributed = true;
    if (needsReactions) this.#watchesReactions = true;
    if (this.#mode === "synchronous") {
      this.#dropped = this.#execution;
      this.#unwind(source);
    }
    this.#start(source, source.again());
  }

  /** A long execution has not needed the attribution that it was given to find out. */
  #endSample(source: RunSource, execution: Execution): void {
    if (this.#attribution === undefined || this.#isAttributed || source.isTraced === true) return;
    if (execution.hasForeignWaits) return;
    execution.attribution = undefined;
    this.#dropAttribution();
  }

  #dropAttribution(): void {
    this.#attribution?.release();
    this.#attribution = undefined;
  }

  #end(source: RunSource): void {
    const execution = must(this.#execution, "an execution has ended");
    if (execution.hasForeignWaits && execution.actors.length > 1) this.#isAttributed = true;
    this.#execution = undefined;
    checkRealInput(execution);
    this.#examined = execution;
    this.#latestSteps = execution.steps;
    reportPending(execution);
    source.strategy.end?.(execution.decisions);
    source.ended(execution, this.#index);
    this.#examined = undefined;
    this.#isSuspicious = false;
    if (leavesCode(execution)) this.#dropped = execution;
  }

  /** Handles a stopped slice. A machine that was suspended looks like a stuck program, so the first time is ignored. */
  #stopStuck(source: RunSource, where: string | undefined): void {
    const { task, what } = interrupt();
    if (this.#stopUnwinding !== undefined) {
      source.onLeftOpen?.(task?.actor.pid.path ?? "main");
      this.#stopUnwinding();
      return;
    }
    const examined = this.#examined;
    this.#examined = undefined;
    const execution = this.#execution;
    if (execution === undefined) {
      // The work that was interrupted has not been counted and is repeated, except what a search has moved on from.
      if (what === "check" && examined !== undefined && (this.#isSuspicious || computesBetween(source))) {
        this.#isSuspicious = false;
        examined.escape(must(examined.actors[0], "an execution has a main actor"), neverYields("A check", where));
        source.ended(examined, this.#index);
        return;
      }
      if (this.#isSuspicious || computesBetween(source)) throw tooLong(this.#latestSteps);
      this.#isSuspicious = true;
      return;
    }
    const actor = task?.actor ?? must(execution.actors[0], "an execution has a main actor");
    execution.runningStep.clearResumed();
    if (!this.#isSuspicious) {
      this.#isSuspicious = true;
      this.#start(source, source.again());
      return;
    }
    this.#isSuspicious = false;
    execution.escape(actor, neverYields(what === "rule" ? "The predicate of a rule" : actor.pid.path, where));
  }
}

function needsRestart({ needsAttribution, needsReactions }: Execution): boolean {
  return needsAttribution || needsReactions;
}

/** Whether the source or its strategy may compute for long between executions. */
function computesBetween(source: RunSource): boolean {
  return source.computesBetween === true || source.strategy.causality !== undefined;
}
