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
  releaseAll,
  reportPending,
  setCurrentTask,
} from "../../kernel/index.ts";
import type { Attribution, DrainMode, Execution } from "../../kernel/index.ts";
import type { ExecutionStart } from "../../strategy/index.ts";
import type { Guarded, Host } from "../setup/host.ts";
import { Grace } from "./grace.ts";
import { callReset, inFreshModules } from "../setup/reset.ts";
import type { Reset } from "../setup/reset.ts";
import { checkRealInput, isSample } from "./attributed-sample.ts";
import { computesBetween, tellLeftOpen } from "./run-source.ts";
import type { RunSource } from "./run-source.ts";
import { neverYields, tooLong } from "./stuck.ts";
import { Suspicion } from "./suspicion.ts";
import { Unwinder } from "./unwinder.ts";

/** Wall-clock milliseconds between two turns of the event loop. */
const SLICE_MS = 50;
/** Steps between two readings of the clock, at most: fewer if they are slow, so that the time is up for none of many. */
const MOST_STEPS = 256;
/** Readings this many milliseconds apart are too rare. */
const READ_MS = 5;
/** The steps, or the messages handled, after which the first of them has shown nothing; times its number for later ones. */
const ATTRIBUTED_STEPS = 64;
/** How long to wait for real input, output and timers to reveal themselves. */
const GRACE_MS = 25;

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
  /** The execution that began last. */
  #latest: Execution | undefined;
  /** An execution that has ended, or begins anew, with code that waits. */
  #dropped: Execution | undefined;
  /** The steps of the execution that ended last. */
  #latestSteps = 0;
  #isExhausted = false;
  /** The execution that has ended, while what it ended with is examined. */
  #examined: Execution | undefined;
  readonly #suspicion: Suspicion = new Suspicion();
  /** Steps between two readings of the clock. */
  #pace = 1;

  /** Ends the execution with an error that no code of the program has caught. */
  readonly #onUncaught: (error: unknown) => void = (error) => {
    const execution = this.#execution;
    const actor = this.#attribution?.attribution.actor() ?? currentTask()?.actor ?? execution?.actors[0];
    const counts = !this.#unwinder.isRunning && !(error instanceof ExecutionEnded);
    if (!counts || execution === undefined || actor === undefined) return;
    if (execution.outcome?.kind !== "violated") execution.outcome = undefined;
    execution.violate(actor, error);
  };
  readonly #onThrown: (error: unknown) => void = (error) => {
    this.#host.recover();
    this.#onUncaught(error);
  };
  readonly #unwinder: Unwinder;

  /** @param reset called before each execution */
  constructor(host: Host, program: () => unknown, settings: Settings, reset?: Reset) {
    this.#host = host;
    this.#unwinder = new Unwinder(host, this.#onThrown);
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
      this.#unwinder.stop();
      this.#execution = undefined;
      this.#releaseLatest();
      setCurrentTask(undefined);
      this.#dropAttribution();
    }
  }

  #slice(source: RunSource): void | Promise<void> {
    this.#mode ??= this.#host.drainMode();
    const stopListening = this.#host.listen(this.#onUncaught);
    if (this.#mode === "hop") return this.#hop(source).finally(stopListening);
    try {
      const limit = this.#suspicion.limit(computesBetween(source));
      const work = (): void => {
        this.#runUntil(source, this.#host.now() + SLICE_MS);
      };
      const guarded = this.#host.guard(work, limit, this.#suspicion.isRaised);
      if (guarded.isStuck) this.#stopStuck(source, guarded);
    } finally {
      stopListening();
    }
    return undefined;
  }

  /** Without a synchronous drain, runs one execution per turn; nothing can stop an actor that never yields. */
  async #hop(source: RunSource): Promise<void> {
    if (this.#execution !== undefined && needsRestart(this.#execution)) this.#dropped = this.#execution;
    if (this.#dropped !== undefined) {
      const dropped = this.#dropped;
      this.#dropped = undefined;
      tellLeftOpen(source, await this.#unwinder.runByHops(dropped));
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
    let stepsLeft = this.#pace;
    for (let read = this.#host.now(); ;) {
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
      const now = this.#host.now();
      if (now >= until) return;
      stepsLeft = this.#nextPace(now - read);
      read = now;
    }
  }

  /** @param elapsed milliseconds since the clock was read before */
  #nextPace(elapsed: number): number {
    // A limit that is exceeded again is one for a single step.
    if (this.#suspicion.isRaised || elapsed > READ_MS) this.#pace = 1;
    else this.#pace = Math.min(2 * this.#pace, MOST_STEPS);
    return this.#pace;
  }

  /** Lets the code of a dropped execution run to its end, within a slice. */
  #unwind(source: RunSource): void {
    const execution = this.#dropped;
    if (execution === undefined) return;
    this.#dropped = undefined;
    tellLeftOpen(source, this.#unwinder.run(execution));
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
    this.#releaseLatest();
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
    this.#latest = execution;
    this.#index = start.index;
  }

  /** Not when it ends, but before the next one begins: until then its code may still be unwound. */
  #releaseLatest(): void {
    if (this.#latest !== undefined) releaseAll(this.#latest);
    this.#latest = undefined;
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
    this.#suspicion.drop();
    if (leavesCode(execution)) this.#dropped = execution;
    else this.#buffers.recycle(execution);
  }

  /** Handles a stopped slice: the same is done again until it is certain that the program is to blame. */
  #stopStuck(source: RunSource, { isStarved = false, where }: Guarded): void {
    const { task, what } = interrupt();
    this.#pace = 1;
    if (this.#unwinder.isRunning) {
      tellLeftOpen(source, task?.actor.pid.path ?? "main");
      this.#unwinder.stop();
      return;
    }
    const examined = this.#examined;
    this.#examined = undefined;
    const execution = this.#execution;
    // Work between executions that was interrupted has not been counted and is repeated, except what a search has moved on from.
    const isOnce = execution === undefined && computesBetween(source);
    const seconds =
      source.onStopped?.() === true
        ? undefined
        : (this.#suspicion.confirm(isStarved && !isOnce) ?? (isOnce ? this.#suspicion.confirm(false) : undefined));
    if (execution === undefined) {
      if (seconds === undefined) return;
      if (what !== "check" || examined === undefined) throw tooLong(this.#latestSteps);
      const main = must(examined.actors[0], "an execution has a main actor");
      examined.escape(main, neverYields("A check", seconds, where));
      source.ended(examined, this.#index);
      return;
    }
    const actor = task?.actor ?? must(execution.actors[0], "an execution has a main actor");
    execution.runningStep.clearResumed();
    if (seconds === undefined) {
      tellLeftOpen(source, this.#unwinder.runLeft(execution, this.#suspicion.limit(false)));
      // Who was about to act is not known any more.
      this.#dropAttribution();
      this.#start(source, source.again());
      return;
    }
    tellLeftOpen(source, this.#unwinder.runLeft(undefined, this.#suspicion.limit(false)));
    execution.escape(actor, neverYields(what === "rule" ? "The predicate of a rule" : actor.pid.path, seconds, where));
  }
}

function needsRestart({ needsAttribution, needsReactions }: Execution): boolean {
  return needsAttribution || needsReactions;
}
