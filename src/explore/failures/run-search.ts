// Runs the executions that a search requests, one after the other, and feeds their results back.

import { generatorFrom, hasFaults } from "../../choice/index.ts";
import type { Settings } from "../../choice/index.ts";
import { must } from "../../errors.ts";
import { RuleBroken } from "../../kernel/index.ts";
import type { Execution, Observer, Outcome } from "../../kernel/index.ts";
import type { ShrinkSearch, Trial } from "../../shrink/index.ts";
import type { ExecutionStart, Recorder } from "../../strategy/index.ts";
import { errorOf, headline } from "./counterexample.ts";
import type { Host } from "../setup/host.ts";
import { applyChecks, applyLivenessChecks } from "../execution/apply-checks.ts";
import type { Reset } from "../setup/reset.ts";
import { LivenessWatch } from "../liveness/liveness.ts";
import type { Check } from "../setup/check.ts";
import { Runner } from "../execution/runner.ts";
import type { RunSource } from "../execution/run-source.ts";
import { signatureOf } from "../execution/signature.ts";
import type { Signature } from "../execution/signature.ts";
import { both } from "../execution/traced-run.ts";
import { Tracer } from "../execution/tracer.ts";

/** The failing execution that the requested ones are compared with, and the options for running them. */
export interface FailingExecution {
  readonly program: () => unknown;
  readonly settings: Settings;
  readonly checks: readonly Check[];
  readonly reset: Reset | undefined;
  readonly entropy: number;
  readonly outcome: Outcome;
  readonly signature: Signature;
}

/**
 * Runs a search to its end.
 * @param onSliceEnd called after each slice of wall-clock time
 */
export async function runSearch<Result>(
  host: Host,
  failing: FailingExecution,
  search: ShrinkSearch<Result>,
  onSliceEnd: () => void,
): Promise<Result> {
  const run = new SearchRun(host, failing, search, onSliceEnd);
  // Uncontrolled input was already detected when the failure was found, if there is any.
  const hostWithoutGrace = { ...host, grace: () => Promise.resolve() };
  const { program, reset, settings } = failing;
  if (run.result === undefined) await new Runner(hostWithoutGrace, program, settings, reset).run(run);
  return must(run.result, "the search has ended").value;
}

class SearchRun<Result> implements RunSource {
  readonly #host: Host;
  readonly #failing: FailingExecution;
  readonly #search: ShrinkSearch<Result>;
  readonly onSliceEnd: () => void;
  readonly computesBetween: boolean = true;
  /** Whether the search has received the latest result. */
  #isReported = true;
  #candidate: Recorder | undefined;
  #latest: Trial = { isSame: false, failure: undefined, isUndecided: false };
  /** Set only for failures that are recognized by steps and states: livelocks and overdue rules. */
  #tracer: Tracer | undefined;
  #watch: LivenessWatch | undefined;
  /** The result of the search, once it has ended. */
  result: { readonly value: Result } | undefined;

  constructor(host: Host, failing: FailingExecution, search: ShrinkSearch<Result>, onSliceEnd: () => void) {
    this.onSliceEnd = onSliceEnd;
    this.#host = host;
    this.#failing = failing;
    this.#search = search;
    this.#take(search.next());
  }

  get strategy(): Recorder {
    return must(this.#candidate, "a search requests an execution before it runs");
  }

  next(): ExecutionStart | undefined {
    if (!this.#isReported) this.#take(this.#search.next(this.#latest));
    this.#isReported = false;
    return this.result === undefined ? this.again() : undefined;
  }

  again(): ExecutionStart {
    return { index: 0, generator: generatorFrom(0), hasFaults: hasFaults(this.#failing.settings) };
  }

  entropy(): number {
    return this.#failing.entropy;
  }

  get observe(): (() => Observer) | undefined {
    const { outcome } = this.#failing;
    const isOverdue = outcome.kind === "violated" && outcome.error instanceof RuleBroken && outcome.error.isOverdue;
    return isOverdue || outcome.kind === "livelocked" ? () => this.#observer() : undefined;
  }

  ended(execution: Execution): void {
    const { checks, signature } = this.#failing;
    const ended = must(execution.outcome, "an ended execution has an outcome");
    const isObserved = ended.kind === "outOfSteps" && this.#tracer !== undefined;
    const liveness = isObserved ? this.#watch?.conclude(execution, this.#tracer?.steps ?? []) : undefined;
    const outcome = applyChecks(applyLivenessChecks(ended, liveness), checks, execution);
    const isSame = signatureOf(this.#host, outcome, execution).located === signature.located;
    const error = errorOf(outcome);
    const isUndecided = outcome.kind === "outOfSteps";
    const isFailure = outcome.kind !== "completed" && !isUndecided;
    this.#latest = { isSame, failure: isFailure ? headline(error) : undefined, isUndecided };
  }

  #take({ done, value }: IteratorResult<Recorder, Result>): void {
    if (done === true) this.result = { value };
    else this.#candidate = value;
  }

  #observer(): Observer {
    this.#tracer = new Tracer(
      { ...this.#host, positionOf: () => undefined, callPositionOf: () => undefined },
      this.strategy,
    );
    this.#watch = new LivenessWatch(this.#failing.settings.maxSteps);
    return both(this.#tracer, this.#watch);
  }
}
