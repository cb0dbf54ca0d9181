// Runs batches of executions in this thread. Their results can be sent to another thread and truncated there. Within a
// round it does not matter which thread runs a batch, or when.

import { entropyOf, Generator, hasFaults, seedExecution } from "../../choice/index.ts";
import type { RootSeed, Settings } from "../../choice/index.ts";
import { must } from "../../errors.ts";
import { classNumber } from "../../kernel/index.ts";
import type { Execution, Observer, Outcome } from "../../kernel/index.ts";
import type { ExecutionStart, Searcher, Strategy } from "../../strategy/index.ts";
import { ExecutionEnd } from "../workers/batch-result.ts";
import type { BatchResult, ExecutionDifference, IndexRange, Reproducer } from "../workers/batch-result.ts";
import { BatchBuffer } from "./batch-buffer.ts";
import { errorOf, headline } from "../failures/counterexample.ts";
import type { Host } from "../setup/host.ts";
import { applyChecks } from "../execution/apply-checks.ts";
import type { Check } from "../setup/check.ts";
import type { Reset } from "../setup/reset.ts";
import { both } from "../execution/traced-run.ts";
import { Runner } from "../execution/runner.ts";
import type { RunSource } from "../execution/run-source.ts";
import { kindOfFailure, signatureOf } from "../execution/signature.ts";
import { SeenFindings } from "./seen-findings.ts";
import type { EndedExecution, SelfCheck } from "./self-check.ts";

/** Provides batches and receives their results. */
export interface BatchSource {
  /** The next batch; `undefined` if there is none now. */
  next(): IndexRange | undefined;
  /** Receives a result, whose arrays are valid until the next batch begins. */
  done(result: BatchResult): void;
  /** Whether to end the batch before its next execution. */
  isCancelled(): boolean;
  /**
   * Whether the first execution of a strategy that runs out of steps ends its batch, to be examined at once. Only
   * possible where all batches run in this thread: a worker pool relies on their length.
   */
  readonly endsBatchAtStepLimit?: boolean;
  /** An execution begins. */
  onExecutionStart?(index: number): void;
  /** A slice of wall-clock time has ended. */
  onSliceEnd?(): void;
}

/** Watches the executions of batches. */
export interface ExecutionWatch {
  /** The observer of the next execution. */
  observe(): Observer;
  /** An execution has completed. */
  ended(classNumber: number, outcome: Outcome): void;
}

/** Options shared by all batches. */
export interface BatchOptions {
  /** A searcher ends the batch when it is done. */
  readonly strategy: Strategy | Searcher;
  /** The name of the strategy, if it is not one of several members. */
  readonly strategyName: string;
  readonly seed: RootSeed;
  readonly settings: Settings;
  readonly checks: readonly Check[];
  readonly reset: Reset | undefined;
  readonly stopAfter: number;
  /** Runs a sample of the executions that pass again. */
  readonly selfCheck: SelfCheck;
  /** Default: the executions are not watched. */
  readonly watch?: ExecutionWatch | undefined;
}

/** A sampling strategy or a searcher. */
type AnyStrategy = Strategy & Partial<Pick<Searcher, "advance" | "moves">>;

/** Runs batches one after the other, without leaving the event loop turn between them. */
export class BatchRunner implements RunSource {
  readonly #strategy: AnyStrategy;
  readonly #host: Host;
  readonly #options: BatchOptions;
  readonly #source: BatchSource;
  readonly #runner: Runner;
  readonly #buffer: BatchBuffer;
  /** The execution that is being run again. */
  #again: ReturnType<SelfCheck["next"]> = undefined;
  #lastDifference: ExecutionDifference | undefined = undefined;
  readonly #seen: SeenFindings = new SeenFindings();
  /** Reused for every execution to save an allocation. */
  readonly #start: { index: number; readonly generator: Generator; readonly hasFaults: boolean };

  constructor(host: Host, program: () => unknown, options: BatchOptions, source: BatchSource) {
    this.#strategy = options.strategy;
    this.#host = host;
    this.#options = options;
    this.#source = source;
    this.#runner = new Runner(host, program, options.settings, options.reset);
    this.#buffer = new BatchBuffer(options.strategyName);
    this.#start = { index: 0, generator: new Generator(), hasFaults: hasFaults(options.settings) };
  }

  get strategy(): Strategy {
    return this.#again?.strategy ?? this.#strategy;
  }

  observe(): Observer | undefined {
    const { selfCheck, watch } = this.#options;
    const record = selfCheck.observe();
    if (watch === undefined || this.#again !== undefined) return record;
    return record === undefined ? watch.observe() : both(watch.observe(), record);
  }

  /** Runs batches until the source has none. An error ends the batch that is open: the source receives its executions. */
  async run(): Promise<void> {
    try {
      await this.#runner.run(this);
    } finally {
      this.#close();
    }
  }

  /** Runs the first execution again, when the source has no more batches. @returns how it differs */
  async checkFirst(): Promise<ExecutionDifference | undefined> {
    this.#options.selfCheck.finish();
    await this.run();
    return this.#lastDifference;
  }

  next(): ExecutionStart | undefined {
    this.#again = this.#options.selfCheck.next();
    if (this.#again !== undefined) return this.again();
    if (this.#buffer.isComplete) {
      this.#close();
      const range = this.#source.next();
      if (range === undefined) return undefined;
      this.#buffer.open(range, this.#host.now());
    }
    if (this.#source.isCancelled() || this.#strategy.advance?.() === false) {
      this.#close();
      return undefined;
    }
    this.#options.selfCheck.begin();
    this.#source.onExecutionStart?.(this.#buffer.nextIndex);
    return this.again();
  }

  again(): ExecutionStart {
    const index = this.#again?.index ?? this.#buffer.nextIndex;
    seedExecution(this.#start.generator, this.#options.seed, index);
    this.#start.index = index;
    return this.#start;
  }

  entropy(index: number): number {
    if (this.#again !== undefined) return this.#again.entropy;
    // An exhaustive search explores the program for one set of random values.
    return entropyOf(this.#options.seed, this.#strategy.advance === undefined ? index : 0);
  }

  ended(execution: Execution, index: number): void {
    if (this.#again !== undefined) this.#compare(execution, index);
    else this.#add(execution, index);
  }

  #compare(execution: Execution, index: number): void {
    const ended = this.#ended(index, this.#outcomeOf(execution));
    const difference = this.#options.selfCheck.compare(ended);
    this.#again = undefined;
    if (difference === undefined) return;
    this.#lastDifference = { ...difference, at: -1 };
    if (!this.#buffer.isOpen) return;
    this.#buffer.addDifference(difference);
    this.#buffer.truncate();
  }

  /** The outcome after the checks. */
  #outcomeOf(execution: Execution): Outcome {
    const ended = must(execution.outcome, "an ended execution has an outcome");
    return applyChecks(ended, this.#options.checks, execution);
  }

  #ended(index: number, outcome: Outcome): EndedExecution {
    return { outcome, index, needs: this.#runner.needs };
  }

  #add(execution: Execution, index: number): void {
    const number = classNumber(execution);
    const feedback = this.#strategy.feedback?.();
    if (feedback !== undefined) this.#buffer.addFeedback(feedback, index);
    const outcome = this.#outcomeOf(execution);
    const end =
      outcome.kind === "completed"
        ? ExecutionEnd.completed
        : outcome.kind === "outOfSteps"
          ? ExecutionEnd.outOfSteps
          : ExecutionEnd.failed;
    // Before it is counted: the watchdog may strike meanwhile, and what is not counted is run again.
    if (outcome.kind === "completed") this.#addLeftovers(outcome, index);
    this.#buffer.add(execution, number, end, this.#strategy.member);
    if (outcome.kind === "completed") {
      const { selfCheck } = this.#options;
      if (selfCheck.passed()) selfCheck.keep(this.#ended(index, outcome), this.#reproducerOf(execution, index));
      this.#options.watch?.ended(number, outcome);
    } else if (outcome.kind === "outOfSteps") this.#addStepLimitHit(execution, index);
    else this.#addFailure(execution, outcome, index);
  }

  #addLeftovers({ leaks, unawaited }: Extract<Outcome, { kind: "completed" }>, index: number): void {
    for (const leak of leaks) if (this.#seen.isNewLeak(leak, index)) this.#buffer.addLeak(leak, index);
    for (const wait of unawaited) if (this.#seen.isNewUnawaited(wait, index)) this.#buffer.addUnawaited(wait, index);
  }

  onLeftOpen(actor: string): void {
    this.#buffer.addLeftOpen(actor);
  }

  onSliceEnd(): void {
    this.#source.onSliceEnd?.();
  }

  #close(): void {
    if (this.#buffer.isOpen) this.#source.done(this.#buffer.close(this.#host.now()));
  }

  #addStepLimitHit(execution: Execution, index: number): void {
    const member = this.#strategy.member ?? this.#options.strategyName;
    if (!this.#seen.isNewStepLimitHit(member, index)) return;
    this.#buffer.addStepLimitHit({ ...this.#reproducerOf(execution, index), member }, index);
    if (this.#source.endsBatchAtStepLimit === true) this.#buffer.truncate();
  }

  #addFailure(execution: Execution, outcome: Outcome, index: number): void {
    const { located, text } = signatureOf(this.#host, outcome, execution);
    if (!this.#seen.isNewFailure(located, index)) return;
    this.#buffer.addFailure({
      ...this.#reproducerOf(execution, index),
      index,
      kind: kindOfFailure(outcome),
      signature: text,
      located,
      headline: headline(errorOf(outcome)),
    });
    if (this.#seen.failures >= this.#options.stopAfter) this.#buffer.truncate();
  }

  #reproducerOf(execution: Execution, index: number): Reproducer {
    return {
      recipe: this.#strategy.recipe,
      choices: execution.choices.toArray(),
      // Only a searcher has moves: a user-defined strategy may have an unrelated method of that name.
      moves: this.#strategy.advance === undefined ? undefined : this.#strategy.moves?.(),
      entropy: this.entropy(index),
    };
  }
}
