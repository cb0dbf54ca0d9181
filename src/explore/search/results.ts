// The results of one exploration so far, and the decision whether they are enough.

import type { Feedback } from "../../strategy/index.ts";
import type { BatchResult } from "../workers/batch-result.ts";
import type { Report, SearchState, Verdict } from "./report.ts";
import { ruleOfThree } from "./report.ts";
import type { Counterexample } from "../failures/counterexample.ts";
import { Findings } from "../failures/findings.ts";
import type { Host } from "../setup/host.ts";
import type { Plan } from "../setup/options.ts";
import { Statistics } from "./statistics.ts";

/** The number of executions without a choice after which an exploration ends. */
const VACUOUS_AFTER = 16;
/** Wall-clock milliseconds between two calls of `onProgress`. */
const PROGRESS_MS = 50;

/** Accumulates the results of batches, in order of index. */
export class ExplorationResults {
  readonly #host: Host;
  readonly #plan: Plan;
  readonly #statistics: Statistics;
  readonly #findings: Findings;
  readonly #startedAt: number;
  #lastProgress = 0;
  /** Re-runs so far while a counterexample is being shrunk, else 0. */
  #reruns = 0;

  /** @param known counterexamples of the corpus */
  constructor(host: Host, program: () => unknown, plan: Plan, known: readonly Counterexample[] = []) {
    this.#host = host;
    this.#plan = plan;
    this.#statistics = new Statistics(plan.method.kind === "sampling" && plan.method.strategy.update !== undefined);
    this.#findings = new Findings(host, program, plan, (reruns) => {
      this.#reruns = reruns;
      this.showProgress();
    });
    this.#findings.addKnown(known);
    this.#startedAt = host.now();
  }

  get executions(): number {
    return this.#statistics.executions;
  }

  /** Whether to end the exploration regardless of the remaining budget. */
  get isEnough(): boolean {
    return this.#hasFoundEnough || this.#isVacuous;
  }

  /** Whether the time budget is spent or the exploration was aborted. */
  get isStopped(): boolean {
    const { abort, budgetMs } = this.#plan;
    if (abort?.aborted === true) return true;
    return budgetMs !== Number.POSITIVE_INFINITY && this.#elapsed() >= budgetMs;
  }

  /** Adds a batch without findings. */
  add(batch: BatchResult): void {
    this.#statistics.merge(batch, 0, batch.count);
  }

  /** Adds a batch and examines its findings; executions after the last one needed are ignored. */
  async addWithFindings(batch: BatchResult): Promise<void> {
    let from = 0;
    for (const { at, examine } of this.#findingsIn(batch)) {
      this.#statistics.merge(batch, from, at + 1);
      from = at + 1;
      await examine();
      if (this.#hasFoundEnough) return;
    }
    this.#statistics.merge(batch, from, batch.count);
  }

  /** The executions that must be run again, in order. */
  #findingsIn(batch: BatchResult): readonly { readonly at: number; readonly examine: () => Promise<void> }[] {
    const failures = batch.failures.map((failure) => ({
      at: failure.index - batch.from,
      examine: () => this.#findings.add(failure),
    }));
    const stepLimitHits = batch.stepLimitHits.map((execution) => ({
      at: execution.at,
      examine: async () => {
        if (await this.#findings.examine(execution, batch.from + execution.at)) this.#statistics.countAsDecided();
      },
    }));
    return [...failures, ...stepLimitHits].toSorted((one, other) => one.at - other.at);
  }

  /** The feedback since the last call. */
  takeFeedback(): readonly Feedback[] {
    return this.#statistics.takeFeedback();
  }

  /** Calls `onProgress` if the last call was long enough ago. */
  showProgress(planned: number = this.#plan.executions): void {
    const { onProgress } = this.#plan;
    const elapsedMs = this.#elapsed();
    if (onProgress === undefined || elapsedMs - this.#lastProgress < PROGRESS_MS) return;
    this.#lastProgress = elapsedMs;
    onProgress({
      executions: this.#statistics.executions,
      planned,
      steps: this.#statistics.steps,
      counterexamples: this.#findings.counterexamples.length,
      reruns: this.#reruns,
      elapsedMs,
    });
  }

  /** @param search the state of the search, for an exhaustive strategy */
  report(search?: SearchState): Report {
    const { classes, executions, leaks, steps, undecided } = this.#statistics;
    const { counterexamples, unfinished } = this.#findings;
    const interrupted = this.#plan.abort?.aborted === true;
    const isOver = search?.isDone ?? executions === this.#plan.executions;
    const vacuous = this.#isVacuous || (isOver && this.#hasNothingFound);
    const isUndecided = undecided > 0 || interrupted || executions === 0 || vacuous || search?.isDone === false;
    const verdict: Verdict = counterexamples.length > 0 ? "violated" : isUndecided ? "undecided" : "passed";
    return {
      verdict,
      executions,
      steps,
      classes,
      ...(search === undefined
        ? coverageOfSample(this.#statistics, verdict)
        : coverageOfSearch(this.#statistics, verdict, search)),
      undecided,
      unfinished,
      vacuous,
      interrupted,
      elapsedMs: this.#elapsed(),
      counterexamples,
      corpus: undefined,
      leaks,
    };
  }

  get #hasFoundEnough(): boolean {
    return this.#findings.counterexamples.length >= this.#plan.stopAfter;
  }

  /** Whether all executions are the same: there are no choices and no entropy. */
  get #isVacuous(): boolean {
    const { executions, hasUsedEntropy } = this.#statistics;
    return executions >= VACUOUS_AFTER && !hasUsedEntropy && this.#hasNothingFound;
  }

  /** Whether no execution had a choice and all completed without a failure. */
  get #hasNothingFound(): boolean {
    const { hasChosen, undecided } = this.#statistics;
    return !hasChosen && undecided === 0 && this.#findings.counterexamples.length === 0;
  }

  #elapsed(): number {
    return this.#host.now() - this.#startedAt;
  }
}

type Coverage = Pick<Report, "unseen" | "unseenError" | "strategies" | "bound" | "exhausted" | "blocked" | "estimate">;

/** Executions that are drawn in the same way bound the share of failing ones. */
function coverageOfSample({ estimate, executions, strategies }: Statistics, verdict: Verdict): Coverage {
  return {
    ...estimate,
    strategies,
    bound: verdict === "passed" ? ruleOfThree(executions) : undefined,
    exhausted: false,
    blocked: 0,
    estimate: undefined,
  };
}

/** What a search has not seen follows from its estimate. A search that ended early bounds nothing. */
function coverageOfSearch(
  { executions, strategies, undecided }: Statistics,
  verdict: Verdict,
  { blocked, estimate, isExhausted }: SearchState,
): Coverage {
  const coverage = { unseen: isExhausted ? 0 : Math.max(0, 1 - executions / estimate), unseenError: 0 };
  return {
    ...coverage,
    strategies: strategies.map((share) => ({ ...share, ...coverage })),
    bound: verdict === "passed" && isExhausted ? 0 : undefined,
    exhausted: isExhausted && undecided === 0 && verdict !== "violated",
    blocked,
    estimate,
  };
}
