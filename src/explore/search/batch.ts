// Executions [from, to) of an exploration, run in this thread: what came of each in a form that can be sent to another
// and be cut short there. Within a round it does not matter who runs a block, nor when.

import { entropyOf, Generator, hasFaults, seedExecution } from "../../choice/index.ts";
import type { RootSeed, Settings } from "../../choice/index.ts";
import { must } from "../../errors.ts";
import { classNumber } from "../../kernel/index.ts";
import type { Execution, Outcome, Wait } from "../../kernel/index.ts";
import type { ExecutionStart, Searcher, Strategy } from "../../strategy/index.ts";
import { ExecutionEnd } from "../workers/batch-result.ts";
import type { BatchResult, Failure, StepLimitHit, Reproducer, IndexRange } from "../workers/batch-result.ts";
import { MOST_MEMBERS } from "./coverage.ts";
import { errorOf, headline } from "../failures/counterexample.ts";
import type { Host } from "../setup/host.ts";
import { applyChecks } from "../execution/apply-checks.ts";
import type { Check } from "../setup/options.ts";
import { Runner } from "../execution/runner.ts";
import type { RunSource } from "../execution/runner.ts";
import { kindOfFailure, signatureOf } from "../execution/signature.ts";

/** Where blocks come from and results go. */
export interface BatchSource {
  /** The next block; `undefined` when there is none at hand. */
  next(): IndexRange | undefined;
  /** Takes a result, whose arrays hold until the next block begins. */
  done(result: BatchResult): void;
  /** Whether the block shall end before its next execution. */
  isCut(): boolean;
  /**
   * Whether an execution that ran out of steps and is to be looked at ends its block; only where all blocks are run here,
   * since others rely on their length.
   */
  readonly looksAtOnce?: boolean;
  /** An execution begins. */
  onExecutionStart?(index: number): void;
  /** Called between slices. */
  between?(): void;
}

/** What the executions of all blocks have in common. */
export interface BatchOptions {
  /** One that searches a part of a space ends the block when the part is done. */
  readonly strategy: Strategy | Searcher;
  /** What the strategy is called where it is no portfolio of several. */
  readonly strategyName: string;
  readonly seed: RootSeed;
  readonly settings: Settings;
  readonly checks: readonly Check[];
  readonly stopAfter: number;
}

/** A strategy that takes turns with others says whose turn it is. */
type Member = Strategy & Partial<Pick<Searcher, "advance" | "moves">>;

/** Runs blocks, one after the other, without a turn of the event loop between them. */
export class BatchRunner implements RunSource {
  readonly strategy: Member;
  readonly #host: Host;
  readonly #plan: BatchOptions;
  readonly #feed: BatchSource;
  readonly #runner: Runner;
  /** The same object for every execution: an allocation less. */
  readonly #start: { index: number; readonly generator: Generator; readonly hasFaults: boolean };
  /** The lowest execution in which each signature, each strategy that ran out of steps, and each leak was met. */
  readonly #known: Map<string, number> = new Map();
  readonly #knownStepLimitHits: Map<string, number> = new Map();
  readonly #knownLeaks: Map<string, number> = new Map();
  readonly #memberNames: string[];
  #classes: Float64Array = new Float64Array(0);
  #steps: Uint32Array = new Uint32Array(0);
  #ends: Uint8Array = new Uint8Array(0);
  #members: Uint8Array = new Uint8Array(0);
  #failures: Failure[] = [];
  #stepLimitHits: StepLimitHit[] = [];
  #leaks: { index: number; wait: Wait }[] = [];
  #feedback: { index: number; value: unknown }[] = [];
  #hasChosen = false;
  #hasUsedEntropy = false;
  #isOpen = false;
  #from = 0;
  #to = 0;
  #count = 0;
  #openedAt = 0;

  constructor(host: Host, program: () => unknown, plan: BatchOptions, feed: BatchSource) {
    this.strategy = plan.strategy;
    this.#host = host;
    this.#plan = plan;
    this.#feed = feed;
    this.#runner = new Runner(host, program, plan.settings);
    this.#start = { index: 0, generator: new Generator(), hasFaults: hasFaults(plan.settings) };
    this.#memberNames = [plan.strategyName];
  }

  /** Runs all blocks that are at hand. */
  run(): Promise<void> {
    return this.#runner.run(this);
  }

  next(): ExecutionStart | undefined {
    if (this.#from + this.#count >= this.#to) {
      this.#close();
      const range = this.#feed.next();
      if (range === undefined) return undefined;
      this.#open(range);
    }
    if (this.#feed.isCut() || this.strategy.advance?.() === false) {
      this.#close();
      return undefined;
    }
    this.#feed.onExecutionStart?.(this.#from + this.#count);
    return this.again();
  }

  again(): ExecutionStart {
    const index = this.#from + this.#count;
    seedExecution(this.#start.generator, this.#plan.seed, index);
    this.#start.index = index;
    return this.#start;
  }

  entropy(index: number): number {
    // An exhaustive search is one of a program whose random values are always the same.
    return entropyOf(this.#plan.seed, this.strategy.advance === undefined ? index : 0);
  }

  ended(execution: Execution, index: number): void {
    const at = this.#count;
    this.#count += 1;
    this.#classes[at] = classNumber(execution);
    this.#steps[at] = execution.steps;
    if (this.strategy.member !== undefined) this.#members[at] = this.#memberNumber(this.strategy.member);
    if (!this.#hasChosen) this.#lookForChoices(execution);
    const value = this.strategy.feedback?.();
    if (value !== undefined) this.#feedback.push({ index, value });
    const ended = must(execution.outcome, "an ended execution has an outcome");
    const outcome = applyChecks(ended, this.#plan.checks, execution);
    if (outcome.kind === "completed") {
      this.#ends[at] = ExecutionEnd.completed;
      for (const leak of outcome.leaks) this.#leak(leak, index);
    } else if (outcome.kind === "out of steps") {
      this.#ends[at] = ExecutionEnd.outOfSteps;
      this.#keepOverlong(execution, index);
    } else {
      this.#ends[at] = ExecutionEnd.failed;
      this.#fail(execution, outcome, index);
    }
  }

  between(): void {
    this.#feed.between?.();
  }

  #open({ from, to }: IndexRange): void {
    this.#from = from;
    this.#to = to;
    this.#count = 0;
    this.#isOpen = true;
    this.#openedAt = this.#host.now();
    if (to - from > this.#classes.length) this.#grow(to - from);
    if (this.#failures.length > 0) this.#failures = [];
    if (this.#stepLimitHits.length > 0) this.#stepLimitHits = [];
    if (this.#leaks.length > 0) this.#leaks = [];
    if (this.#feedback.length > 0) this.#feedback = [];
  }

  #close(): void {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    this.#to = this.#from + this.#count;
    this.#feed.done({
      from: this.#from,
      count: this.#count,
      classes: this.#classes,
      steps: this.#steps,
      ends: this.#ends,
      members: this.#members,
      memberNames: this.#memberNames,
      failures: this.#failures,
      stepLimitHits: this.#stepLimitHits,
      leaks: this.#leaks,
      feedback: this.#feedback,
      hasChosen: this.#hasChosen,
      hasUsedEntropy: this.#hasUsedEntropy,
      elapsedMs: this.#host.now() - this.#openedAt,
    });
  }

  #grow(size: number): void {
    this.#classes = new Float64Array(size);
    this.#steps = new Uint32Array(size);
    this.#ends = new Uint8Array(size);
    this.#members = new Uint8Array(size);
  }

  #memberNumber(name: string): number {
    const known = this.#memberNames.lastIndexOf(name);
    if (known !== -1) return known;
    if (this.#memberNames.length >= MOST_MEMBERS) return 0;
    return this.#memberNames.push(name) - 1;
  }

  #lookForChoices(execution: Execution): void {
    this.#hasChosen = execution.decisions > 0 || execution.choices.toArray().length > 0;
    if (execution.hasUsedEntropy) this.#hasUsedEntropy = true;
  }

  #leak(wait: Wait, index: number): void {
    const key = `${wait.actor} ${wait.operation}`;
    if ((this.#knownLeaks.get(key) ?? Number.POSITIVE_INFINITY) <= index) return;
    this.#knownLeaks.set(key, index);
    this.#leaks.push({ index, wait });
  }

  #keepOverlong(execution: Execution, index: number): void {
    const member = this.strategy.member ?? this.#plan.strategyName;
    if ((this.#knownStepLimitHits.get(member) ?? Number.POSITIVE_INFINITY) <= index) return;
    this.#knownStepLimitHits.set(member, index);
    this.#stepLimitHits.push({ ...this.#repeatable(execution, index), at: index - this.#from, member });
    if (this.#feed.looksAtOnce === true) this.#to = this.#from + this.#count;
  }

  #repeatable(execution: Execution, index: number): Reproducer {
    return {
      recipe: this.strategy.recipe,
      choices: execution.choices.toArray(),
      // Only a searcher has them: a strategy of the user's may have something else of that name.
      moves: this.strategy.advance === undefined ? undefined : this.strategy.moves?.(),
      entropy: this.entropy(index),
    };
  }

  /** A block that is run again, since a worker has crashed, may be older than what is known. */
  #fail(execution: Execution, outcome: Outcome, index: number): void {
    const signature = signatureOf(this.#host, outcome);
    if ((this.#known.get(signature) ?? Number.POSITIVE_INFINITY) <= index) return;
    this.#known.set(signature, index);
    this.#failures.push({
      ...this.#repeatable(execution, index),
      index,
      kind: kindOfFailure(outcome),
      signature,
      headline: headline(errorOf(outcome)),
    });
    if (this.#known.size >= this.#plan.stopAfter) this.#to = this.#from + this.#count;
  }
}
