// The results of one exploration so far, and the decision whether they are enough.

import { kindsOfFaults } from "../../choice/index.ts";
import { UncontrolledNondeterminism } from "../../errors.ts";
import type { Feedback } from "../../strategy/index.ts";
import type { BatchResult, ExecutionDifference, FailureRecord } from "../workers/batch-result.ts";
import type { Basis } from "../proof/proof.ts";
import type { Report, ReportFigures, SearchState } from "./report.ts";
import { ruleOfThree } from "./report.ts";
import { Findings } from "../failures/findings.ts";
import type { KnownCounterexample } from "../failures/findings.ts";
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
  /** The error that broke the exploration off. */
  #brokenOff: Error | undefined = undefined;
  #lastProgress = 0;
  /** Re-runs so far while a counterexample is being shrunk, else 0. */
  #reruns = 0;

  /** @param known counterexamples of the corpus */
  constructor(host: Host, program: () => unknown, plan: Plan, known: readonly KnownCounterexample[] = []) {
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
    return this.#hasFoundEnough || this.#isAlwaysTheSame || this.#brokenOff !== undefined;
  }

  /** Whether the time budget is spent or the exploration was aborted. */
  get isStopped(): boolean {
    const { signal, timeLimitMs } = this.#plan;
    if (signal?.aborted === true) return true;
    return timeLimitMs !== Number.POSITIVE_INFINITY && this.#elapsed() >= timeLimitMs;
  }

  /** Whether every execution so far has passed, of several that differ. */
  get hasPassed(): boolean {
    const { executions, undecided } = this.#statistics;
    const isClean = this.#brokenOff === undefined && undecided === 0 && this.#findings.counterexamples.length === 0;
    return isClean && executions > 0 && !this.#hasNothingFound;
  }

  /**
   * Does a part of the exploration. Something outside heddle's control that shows in it breaks the exploration off, and so
   * does any error once there are counterexamples: what was found is kept.
   * @returns `undefined` if it was broken off
   */
  async keeping<Result>(work: () => Promise<Result>): Promise<Result | undefined> {
    try {
      return await work();
    } catch (error) {
      const isNewsOfProgram = error instanceof UncontrolledNondeterminism;
      const isKept = error instanceof Error && (isNewsOfProgram || this.#findings.counterexamples.length > 0);
      if (!isKept) throw error;
      this.#brokenOff ??= error;
      return undefined;
    }
  }

  /**
   * Examines an execution that did something else when it was run again.
   * @throws UncontrolledNondeterminism (`leaks-between-executions`)
   */
  async addDifference(difference: ExecutionDifference | undefined): Promise<void> {
    if (difference !== undefined) await this.#findings.examineDifference(difference);
  }

  /** Adds a failing execution that belongs to no batch. */
  addFailure(failure: FailureRecord): Promise<void> {
    return this.#findings.add(failure);
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
    const differences = batch.differences.map((difference) => ({
      at: difference.at,
      examine: () => this.addDifference(difference),
    }));
    return [...failures, ...stepLimitHits, ...differences].toSorted((one, other) => one.at - other.at);
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
    const { classes, executions, leaks, leftOpen, steps, unawaited, undecided } = this.#statistics;
    const { counterexamples, unfinished } = this.#findings;
    const interrupted = this.#plan.signal?.aborted === true;
    const isOver = search?.isDone ?? executions === this.#plan.executions;
    const isAlwaysTheSame = this.#isAlwaysTheSame || (isOver && this.#hasNothingFound);
    const isSequential = isAlwaysTheSame && this.#statistics.hasSeveralActors;
    const isVacuous = isAlwaysTheSame && !isSequential;
    const doubt = search?.test?.doubt;
    const isUnfinished = search?.isDone === false || this.#brokenOff !== undefined;
    const isUndecided =
      undecided > 0 || interrupted || executions === 0 || isVacuous || isUnfinished || doubt !== undefined;
    const basis = this.#basis(search !== undefined);
    // The index of a failing sample counts on from the search.
    const samples = counterexamples.length === 0 ? 0 : (search?.test?.samples ?? 0);
    const figures: ReportFigures = {
      executions: executions + samples,
      steps,
      classes,
      ...(search === undefined
        ? coverageOfSample(this.#statistics)
        : coverageOfSearch(
            this.#statistics,
            search,
            undecided === 0 && counterexamples.length === 0 && doubt === undefined,
          )),
      basis,
      doubt,
      brokenOff: this.#brokenOff,
      undecided,
      unfinished,
      isVacuous,
      isSequential,
      interrupted,
      elapsedMs: this.#elapsed(),
      corpus: undefined,
      leaks,
      leftOpen,
      unawaited,
    };
    const [first, ...others] = counterexamples;
    if (first !== undefined) {
      const found = [first, ...others] as const;
      return { ...figures, verdict: "violated", counterexamples: found, failureRateBound: undefined, proof: undefined };
    }
    const none = { counterexamples: [], failureRateBound: undefined, proof: undefined } as const;
    if (isUndecided) return { ...figures, verdict: "undecided", ...none };
    const isComplete = search === undefined ? isSequential : search.isExhausted;
    const sampledBound = search === undefined ? ruleOfThree(executions) : undefined;
    const failureRateBound = isComplete ? 0 : sampledBound;
    const proof = search?.isExhausted === true ? { ...basis, samples: search.test?.samples ?? 0 } : undefined;
    return { ...figures, verdict: "passed", counterexamples: [], failureRateBound, proof };
  }

  /** @param isSearch whether all executions are of one exhaustive search, in which draws are fixed */
  #basis(isSearch: boolean): Basis {
    const { awaits, entropy, faults, signals, time } = this.#plan.settings;
    const drawn = isSearch ? "fixed" : "seeded";
    const draws = this.#statistics.hasUsedEntropy ? drawn : entropy === "choice" ? "choices" : "none";
    const files = this.#host.instrumentedFiles();
    const counts = this.#host.instrumentedAwaits();
    const instrumented = {
      awaits: awaits ?? "relaxed",
      awaitCounts: files.map((file) => counts[file] ?? 0),
      foreignFiles: this.#host.foreignFiles(),
      state: this.#host.instrumentation().tracksState ? "tracked" : "one",
      files,
    } as const;
    return {
      state: "objects",
      draws,
      time,
      signals,
      ...(kindsOfFaults(faults) > 1 && { faults: "several" }),
      ...(files.length > 0 && { instrumented }),
    };
  }

  get #hasFoundEnough(): boolean {
    return this.#findings.counterexamples.length >= this.#plan.stopAfter;
  }

  /** Whether all executions are the same: there are no choices and no entropy. */
  get #isAlwaysTheSame(): boolean {
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

type Coverage = Pick<
  ReportFigures,
  "newClassProbability" | "newClassProbabilityError" | "strategies" | "exhausted" | "redundant" | "estimatedTotal"
>;

function coverageOfSample({ estimate, strategies }: Statistics): Coverage {
  return { ...estimate, strategies, exhausted: false, redundant: 0, estimatedTotal: undefined };
}

/** What a search has not seen follows from its estimate. */
function coverageOfSearch(
  { executions, strategies }: Statistics,
  { redundant, estimatedTotal, isExhausted }: SearchState,
  isClean: boolean,
): Coverage {
  const newClassProbability = isExhausted ? 0 : Math.max(0, 1 - executions / estimatedTotal);
  const estimate = { newClassProbability, newClassProbabilityError: 0 };
  return {
    ...estimate,
    strategies: strategies.map((share) => ({ ...share, ...estimate })),
    exhausted: isExhausted && isClean,
    redundant,
    estimatedTotal,
  };
}
