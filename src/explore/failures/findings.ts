// Turns failing executions into counterexamples: each is run again with a trace in this thread. So are the first
// executions that ran out of steps, to find out why.

import type { Settings } from "../../choice/index.ts";
import { ReplayDivergence } from "../../errors.ts";
import type { LivelockCycle } from "../../kernel/index.ts";
import type { Step } from "../../trace/index.ts";
import { FollowChoices, FollowOrder, FollowSchedule, strategyFrom } from "../../strategy/index.ts";
import type { Strategy } from "../../strategy/index.ts";
import type { ExecutionDifference, FailureRecord, StepLimitHit, Reproducer } from "../workers/batch-result.ts";
import { counterexampleOf, notRepeatable, shrunkBy } from "./counterexample.ts";
import type { Counterexample, Shrinking } from "./counterexample.ts";
import { followAsFar, leaksBetweenExecutions } from "./difference.ts";
import type { Unfinished } from "../liveness/liveness.ts";
import type { Host } from "../setup/host.ts";
import type { Plan } from "../setup/options.ts";
import { RepeatCycle } from "../liveness/repeat-cycle.ts";
import { endless } from "../liveness/liveness.ts";
import type { Liveness } from "../liveness/liveness.ts";
import { kindOfFailure } from "../execution/signature.ts";
import { traceRun } from "../execution/traced-run.ts";
import type { TracedRun } from "../execution/traced-run.ts";

/** A livelock usually shows after few steps: this limit is tried first, then twice as many, and so on. */
const INITIAL_MAX_STEPS = 64;
/** A cycle is repeated up to this multiple of the step limit. */
const REPEAT_FACTOR = 4;

/** How often an execution is traced that differed when it was run again. */
const RUNS_OF_DIFFERENCE = 2;

/** The options for running failing executions again. */
type FindingsPlan = Pick<Plan, "name" | "seed" | "settings" | "checks" | "reset" | "reruns" | "signal">;

/** A counterexample of the corpus. */
export interface KnownCounterexample {
  readonly counterexample: Counterexample;
  /** Its signature with its line. */
  readonly located: string;
}

/** The counterexamples of an exploration, one per bug. */
export class Findings {
  readonly #host: Host;
  /** The host without source positions. */
  readonly #hostWithoutSources: Host;
  readonly #program: () => unknown;
  readonly #plan: FindingsPlan;
  readonly #counterexamples: Counterexample[] = [];
  /** Their signatures with lines. */
  readonly #located: Set<string> = new Set();
  /** By reason, so that each is reported once. */
  readonly #unfinished: Map<string, Unfinished> = new Map();
  /** The strategies of which an execution that ran out of steps was examined. */
  readonly #examined: Set<string> = new Set();
  readonly #onShrinking: (reruns: number) => void;

  /** @param onShrinking called with the re-runs so far */
  constructor(host: Host, program: () => unknown, plan: FindingsPlan, onShrinking: (reruns: number) => void) {
    this.#onShrinking = onShrinking;
    this.#host = host;
    this.#hostWithoutSources = { ...host, positionOf: () => undefined, callPositionOf: () => undefined };
    this.#program = program;
    this.#plan = plan;
  }

  get counterexamples(): readonly Counterexample[] {
    return this.#counterexamples;
  }

  /** Adds counterexamples that need not be run again. */
  addKnown(known: readonly KnownCounterexample[]): void {
    for (const { counterexample, located } of known) {
      this.#counterexamples.push(counterexample);
      this.#located.add(located);
    }
  }

  /** The reasons why executions ran out of steps, each once. */
  get unfinished(): readonly Unfinished[] {
    return [...this.#unfinished.values()];
  }

  /**
   * Runs a failing execution again and keeps it if its bug is new.
   * @throws UncontrolledNondeterminism (`not-repeatable`) when it does not fail in the same way
   */
  async add(failure: FailureRecord): Promise<void> {
    const { settings } = this.#plan;
    const run = await this.#trace(failure, failure.headline, settings);
    if (kindOfFailure(run.outcome) !== failure.kind) throw notRepeatable(failure.signature, run.signature.text);
    await this.#keep(run, failure, failure.index, settings);
  }

  /**
   * Runs an execution again that ran out of steps, unless one of the same strategy was examined before.
   * @returns whether it is a counterexample: a livelock or an overdue rule
   * @throws UncontrolledNondeterminism (`not-repeatable`) when it does not run out of steps again
   */
  async examine(execution: StepLimitHit, index: number): Promise<boolean> {
    if (this.#examined.has(execution.member)) return false;
    this.#examined.add(execution.member);
    const { settings } = this.#plan;
    // Source positions take most of the time of a trace, and only a livelock is shown with them.
    const run = await this.#trace(execution, OUT_OF_STEPS, settings, this.#hostWithoutSources).catch(
      (error: unknown) => {
        // A reduction chooses the messages of receives, so no real execution may repeat an endless one.
        if (execution.moves === undefined) throw error;
        return undefined;
      },
    );
    if (run === undefined) return false;
    const { signature, steps } = run;
    if (run.liveness === undefined) throw notRepeatable(OUT_OF_STEPS, signature.text);
    const isLivelock =
      run.liveness.kind === "livelock" &&
      (await this.#continues(strategyOf(execution), run.liveness.cycle, execution.entropy));
    const liveness = run.liveness.kind === "livelock" && !isLivelock ? endless(steps) : run.liveness;
    if (liveness.kind === "livelock" || liveness.kind === "overdue") {
      const short = await this.#shortest(execution, kindOfFailure(run.outcome));
      await this.#keep(short.run, execution, index, short.settings);
      return true;
    }
    const reason = [liveness.kind, ...wantedBy(liveness)].join(" ");
    const unfinished = { ...liveness, index, strategy: execution.member, steps: steps.length };
    if (!this.#unfinished.has(reason)) this.#unfinished.set(reason, unfinished);
    return false;
  }

  /**
   * Runs an execution again that passed and then differed, to find the line of the step.
   * @throws UncontrolledNondeterminism (`leaks-between-executions`) in any case
   */
  async examineDifference(difference: ExecutionDifference): Promise<never> {
    const { checks, reset, settings } = this.#plan;
    const traces: (readonly Step[])[] = [];
    for (let run = 0; run < RUNS_OF_DIFFERENCE; run += 1) {
      const strategy = followAsFar(difference);
      const { entropy } = difference;
      const request = { program: this.#program, settings, strategy, index: 0, entropy, checks, reset };
      traces.push((await traceRun(this.#host, request)).steps);
    }
    throw leaksBetweenExecutions(difference, traces);
  }

  /** Whether a cycle can be repeated far beyond the step limit. */
  async #continues(before: Strategy, cycle: LivelockCycle, entropy: number): Promise<boolean> {
    const { checks, reset, settings } = this.#plan;
    const strategy = new RepeatCycle(before, cycle);
    const maxSteps = settings.maxSteps * REPEAT_FACTOR;
    const longer = { ...settings, maxSteps };
    const request = { program: this.#program, settings: longer, strategy, index: 0, checks, reset };
    try {
      const run = await traceRun(this.#hostWithoutSources, { ...request, entropy });
      return run.liveness !== undefined;
    } catch (error) {
      if (error instanceof ReplayDivergence) return false;
      throw error;
    }
  }

  /** The same execution with the lowest step limit that shows the failure, which makes the trace readable. */
  async #shortest(execution: StepLimitHit, kind: string): Promise<{ run: TracedRun; settings: Settings }> {
    const { settings } = this.#plan;
    for (let maxSteps = INITIAL_MAX_STEPS; maxSteps < settings.maxSteps; maxSteps *= 2) {
      const shorter = { ...settings, maxSteps };
      const run = await this.#trace(execution, OUT_OF_STEPS, shorter);
      if (kindOfFailure(run.outcome) === kind) return { run, settings: shorter };
    }
    return { run: await this.#trace(execution, OUT_OF_STEPS, settings), settings };
  }

  async #keep(run: TracedRun, { entropy, recipe }: Reproducer, index: number, settings: Settings): Promise<void> {
    const { located } = run.signature;
    if (this.#located.has(located)) return;
    this.#located.add(located);
    const { name, seed } = this.#plan;
    const strategy = isKnown(recipe) ? recipe : "";
    const counterexample = counterexampleOf(run, { program: name, strategy, seed: seed.text, index, settings });
    const at = this.#counterexamples.push(counterexample) - 1;
    // An error while shrinking must not lose it.
    this.#counterexamples[at] = shrunkBy(await this.#shrink(run, entropy, settings), counterexample);
  }

  async #shrink(run: TracedRun, entropy: number, settings: Settings): Promise<Shrinking | undefined> {
    const { checks, name, reruns, reset, signal } = this.#plan;
    if (reruns === 0) return undefined;
    const program = this.#program;
    const onProgress = this.#onShrinking;
    const request = { program, settings, checks, reset, entropy, name, reruns, signal, onProgress };
    // Loaded with the first failure: most explorations have none.
    const { shrinkRun } = await import("./shrink-run.ts");
    const shrinking = await shrinkRun(this.#host, run, request);
    onProgress(0);
    if (shrinking?.failure.outcome.kind !== "livelocked") return shrinking;
    // The shrunk execution must still be a livelock.
    const { deviations, outcome } = shrinking.failure;
    const continues = await this.#continues(new FollowSchedule(deviations), outcome.cycle, entropy);
    return continues ? shrinking : undefined;
  }

  /** @param before describes the first run, for the error */
  #trace(execution: Reproducer, before: string, settings: Settings, host: Host = this.#host): Promise<TracedRun> {
    const { checks, reset } = this.#plan;
    const { entropy } = execution;
    const strategy = strategyOf(execution);
    const request = { program: this.#program, settings, strategy, index: 0, entropy, checks, reset };
    return traceRun(host, request).catch((error: unknown) => {
      if (error instanceof ReplayDivergence) throw notRepeatable(before, "a different execution");
      throw error;
    });
  }
}

function strategyOf({ choices, moves }: Reproducer): Strategy {
  return moves === undefined ? new FollowChoices(choices) : new FollowOrder(moves);
}

const OUT_OF_STEPS = "an execution that ran out of steps";

function wantedBy(liveness: Liveness): readonly string[] {
  return liveness.kind === "starvation" ? liveness.starved.map(({ operation, who }) => `${who} ${operation}`) : [];
}

/** Whether a token may name the strategy: a user-defined one cannot be created from its name. */
function isKnown(recipe: string): boolean {
  try {
    strategyFrom(recipe);
    return true;
  } catch {
    return false;
  }
}
