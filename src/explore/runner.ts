// Runs executions of one program on one host: in slices of wall-clock time, under the watchdog, without attribution
// until the program needs it, each to its end.

import type { Generator, Settings } from "../choice/index.ts";
import { must, UncontrolledNondeterminism } from "../errors.ts";
import { allowKills } from "../fault/index.ts";
import {
  beginExecution,
  currentTask,
  driveByHops,
  driveSynchronously,
  foreignWaits,
  setCurrentTask,
} from "../kernel/index.ts";
import type { Attribution, DrainMode, Execution, Observer } from "../kernel/index.ts";
import type { Strategy } from "../strategy/index.ts";
import type { Host } from "./host.ts";

/** Wall-clock milliseconds between two turns of the event loop. */
const SLICE_MS = 50;
/** Between two looks at the clock, so many executions, or so many steps of one. */
const EXECUTIONS_PER_LOOK = 16;
const STEPS_PER_LOOK = 4_096;
/** A slice that takes this long has met an actor that never yields. */
const STUCK_MS = 2_000;
/** How long real input, output and timers may take to betray themselves. */
const GRACE_MS = 25;

/** One execution to run. */
export interface Run {
  readonly index: number;
  readonly strategy: Strategy;
  /** Seeded for this run, each time it begins. */
  readonly seed: () => Generator;
  readonly entropy: number;
  /** Makes the observer of the run, each time it begins. */
  readonly observe?: () => Observer;
}

/** Gives executions and takes them when they have ended. */
export interface RunSource {
  /** The next execution; `undefined` when there shall be none. */
  next(): Run | undefined;
  ended(execution: Execution, run: Run): void;
  /** Called between slices. */
  between?(): void;
}

/** Runs executions of `program`. */
export class Runner {
  readonly #host: Host;
  readonly #program: () => unknown;
  readonly #settings: Settings;
  #mode: DrainMode | undefined;
  #attribution: { readonly attribution: Attribution; readonly release: () => void } | undefined;
  #current: { readonly run: Run; readonly execution: Execution } | undefined;
  #isExhausted = false;

  constructor(host: Host, program: () => unknown, settings: Settings) {
    this.#host = host;
    this.#program = program;
    this.#settings = settings;
  }

  /** Runs all that `source` gives. */
  async run(source: RunSource): Promise<void> {
    this.#isExhausted = false;
    try {
      while (!this.#isExhausted) {
        await this.#host.turn(() => this.#slice(source));
        await this.#conclude(source);
        source.between?.();
      }
    } finally {
      this.#current = undefined;
      setCurrentTask(undefined);
      this.#attribution?.release();
      this.#attribution = undefined;
    }
  }

  #slice(source: RunSource): void | Promise<void> {
    this.#mode ??= this.#host.drainMode();
    if (this.#mode === "hop") {
      this.#begin(source);
      return this.#current === undefined ? undefined : driveByHops(this.#turn);
    }
    const onUncaught = (error: unknown): void => {
      this.#uncaught(error);
    };
    const work = (): void => {
      this.#runUntil(source, this.#host.now() + SLICE_MS);
    };
    if (this.#host.guard(work, STUCK_MS, onUncaught).isStuck) this.#stopStuck();
    return undefined;
  }

  /** An execution that has ended needs real time to show whether something outside goes on with it. */
  async #conclude(source: RunSource): Promise<void> {
    const outcome = this.#current?.execution.outcome;
    if (outcome === undefined) return;
    if (foreignWaits(outcome).length > 0) await this.#host.grace(GRACE_MS);
    this.#end(source);
  }

  /** Runs executions until the time is up, there are no more, or one needs a turn of the event loop. */
  #runUntil(source: RunSource, until: number): void {
    for (let count = 1; ; count += 1) {
      this.#begin(source);
      const execution = this.#current?.execution;
      if (execution === undefined) return;
      execution.pauseAt = execution.steps + STEPS_PER_LOOK;
      driveSynchronously(this.#turn);
      if (execution.needsAttribution) this.#restart();
      else if (execution.outcome !== undefined) {
        if (execution.outcome.kind === "deadlocked" && foreignWaits(execution.outcome).length > 0) return;
        this.#end(source);
        if (count % EXECUTIONS_PER_LOOK !== 0) continue;
      }
      if (this.#host.now() >= until) return;
    }
  }

  readonly #turn: () => boolean = () => must(this.#current, "an execution is driven").execution.turn();

  #begin(source: RunSource): void {
    if (this.#current?.execution.needsAttribution === true) this.#restart();
    if (this.#current !== undefined) return;
    const run = source.next();
    if (run === undefined) this.#isExhausted = true;
    else this.#start(run);
  }

  #start(run: Run): void {
    const { strategy, entropy, index } = run;
    const observer = run.observe?.();
    strategy.begin({ index, generator: run.seed() });
    const execution = beginExecution(
      { settings: this.#settings, strategy, entropy, attribution: this.#attribution?.attribution, observer },
      this.#program,
    );
    if (this.#settings.kills > 0) allowKills(execution, this.#settings.kills);
    this.#current = { run, execution };
  }

  /** Begins the execution anew, this time with attribution; so does every later one. */
  #restart(): void {
    const { run } = must(this.#current, "an execution is begun anew");
    this.#attribution ??= this.#host.attribution();
    this.#start(run);
  }

  #end(source: RunSource): void {
    const { execution, run } = must(this.#current, "an execution has ended");
    this.#current = undefined;
    run.strategy.end?.(execution.decisions);
    source.ended(execution, run);
  }

  #uncaught(error: unknown): void {
    const execution = this.#current?.execution;
    const actor = currentTask()?.actor ?? execution?.actors[0];
    if (actor !== undefined) execution?.violate(actor, error);
  }

  #stopStuck(): void {
    const { execution } = must(this.#current, "a slice is stuck in an execution");
    const actor = currentTask()?.actor ?? must(execution.actors[0], "an execution has a main actor");
    execution.leave();
    const error = new UncontrolledNondeterminism(
      `${actor.pid.path} has run for ${STUCK_MS / 1_000} seconds without coming to an operation: an endless loop, or ` +
        "one of promises that are settled already. Put an operation into the loop, pause() for example.",
      { code: "never-yields" },
    );
    execution.escape(actor, error);
  }
}
