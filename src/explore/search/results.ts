// The books of one exploration by sampling: what was counted and found, and whether that is enough.

import type { Feedback } from "../../strategy/index.ts";
import type { BatchResult } from "../workers/batch-result.ts";
import type { Estimate } from "./coverage.ts";
import type { Report, SearchState, Verdict } from "./report.ts";
import { ruleOfThree } from "./report.ts";
import { Findings } from "../failures/findings.ts";
import type { Host } from "../setup/host.ts";
import type { Plan } from "../setup/options.ts";
import { Statistics } from "./statistics.ts";

/** After so many executions without a choice there is no point in more. */
const VACUOUS_AFTER = 16;
/** How often `onProgress` is called. */
const PROGRESS_MS = 50;

/** Takes the results of blocks in order of index. */
export class ExplorationResults {
  readonly #host: Host;
  readonly #plan: Plan;
  readonly #statistics: Statistics;
  readonly #findings: Findings;
  readonly #startedAt: number;
  #lastProgress = 0;
  /** While a counterexample is being shrunk. */
  #reruns = 0;

  constructor(host: Host, program: () => unknown, plan: Plan) {
    this.#host = host;
    this.#plan = plan;
    this.#statistics = new Statistics(plan.strategy.update !== undefined);
    this.#findings = new Findings(host, program, plan, (reruns) => {
      this.#reruns = reruns;
      this.showProgress();
    });
    this.#startedAt = host.now();
  }

  get executions(): number {
    return this.#statistics.executions;
  }

  /** Whether no further execution shall be run, whatever is left of the budget. */
  get isEnough(): boolean {
    return this.#hasFoundEnough || this.#isVacuous;
  }

  /** Whether the time is over or somebody has ended the exploration. */
  get isCut(): boolean {
    const { abort, budgetMs } = this.#plan;
    if (abort?.aborted === true) return true;
    return budgetMs !== Number.POSITIVE_INFINITY && this.#elapsed() >= budgetMs;
  }

  /** Adds a block in which nothing need be run again. */
  count(batch: BatchResult): void {
    this.#statistics.merge(batch, 0, batch.count);
  }

  /** Adds a block; of one with findings only what comes before enough was found. */
  async absorb(batch: BatchResult): Promise<void> {
    let from = 0;
    for (const { at, look } of this.#findingsIn(batch)) {
      this.#statistics.merge(batch, from, at + 1);
      from = at + 1;
      await look();
      if (this.#hasFoundEnough) return;
    }
    this.#statistics.merge(batch, from, batch.count);
  }

  /** What is to be run again, in order. */
  #findingsIn(batch: BatchResult): readonly { readonly at: number; readonly look: () => Promise<void> }[] {
    const failures = batch.failures.map((failure) => ({
      at: failure.index - batch.from,
      look: () => this.#findings.add(failure),
    }));
    const overlong = batch.stepLimitHits.map((execution) => ({
      at: execution.at,
      look: async () => {
        if (await this.#findings.examine(execution, batch.from + execution.at)) this.#statistics.decide();
      },
    }));
    return [...failures, ...overlong].toSorted((one, other) => one.at - other.at);
  }

  /** The lessons since the last call. */
  takeFeedback(): readonly Feedback[] {
    return this.#statistics.takeFeedback();
  }

  /** Tells about progress, if it is time to. */
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

  /** @param search how far it has come, if the strategy is an exhaustive one */
  report(search?: SearchState): Report {
    const { classes, estimate, executions, leaks, steps, strategies, undecided } = this.#statistics;
    const { counterexamples, unfinished } = this.#findings;
    const interrupted = this.#plan.abort?.aborted === true;
    const isOver = search?.isDone ?? executions === this.#plan.executions;
    const vacuous = this.#isVacuous || (isOver && this.#hasNothingFound);
    const isUndecided = undecided > 0 || interrupted || executions === 0 || vacuous || search?.isDone === false;
    const exhausted = search?.isExhausted === true && undecided === 0 && counterexamples.length === 0;
    const { unseen, unseenError } = search === undefined ? estimate : unseenBy(search, executions);
    const verdict: Verdict = counterexamples.length > 0 ? "violated" : isUndecided ? "undecided" : "passed";
    return {
      verdict,
      executions,
      steps,
      classes,
      unseen,
      unseenError,
      strategies: search === undefined ? strategies : strategies.map((share) => ({ ...share, unseen, unseenError })),
      bound: boundOf(verdict, executions, search),
      exhausted,
      blocked: search?.blocked ?? 0,
      estimate: search?.estimate,
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

  /** Without choices and without entropy all executions are the same. */
  get #isVacuous(): boolean {
    const { executions, hasUsedEntropy } = this.#statistics;
    return executions >= VACUOUS_AFTER && !hasUsedEntropy && this.#hasNothingFound;
  }

  /** Whether no execution took a choice, and each came to its end without a failure. */
  get #hasNothingFound(): boolean {
    const { hasChosen, undecided } = this.#statistics;
    return !hasChosen && undecided === 0 && this.#findings.counterexamples.length === 0;
  }

  #elapsed(): number {
    return this.#host.now() - this.#startedAt;
  }
}

/** Only executions that are drawn alike bound the share of failing ones; when all were run it is none. */
function boundOf(verdict: Verdict, executions: number, search: SearchState | undefined): number | undefined {
  if (verdict !== "passed") return undefined;
  if (search === undefined) return ruleOfThree(executions);
  return search.isExhausted ? 0 : undefined;
}

/** What an exhaustive search has not seen, by its estimate. */
function unseenBy({ estimate, isExhausted }: SearchState, executions: number): Estimate {
  return { unseen: isExhausted ? 0 : Math.max(0, 1 - executions / estimate), unseenError: 0 };
}
