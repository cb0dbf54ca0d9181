// The result of a batch while its executions run.

import type { Execution, Wait } from "../../kernel/index.ts";
import type {
  BatchResult,
  ExecutionDifference,
  FailureRecord,
  IndexRange,
  StepLimitHit,
} from "../workers/batch-result.ts";
import { MAX_MEMBERS } from "./coverage.ts";

/** Collects the results of one batch after the other, in arrays that are reused. */
export class BatchBuffer {
  /** Strategy names keep their numbers from batch to batch. */
  readonly #memberNames: string[];
  #classes: Float64Array = new Float64Array(0);
  #steps: Uint32Array = new Uint32Array(0);
  #ends: Uint8Array = new Uint8Array(0);
  #members: Uint8Array = new Uint8Array(0);
  #failures: FailureRecord[] = [];
  #stepLimitHits: StepLimitHit[] = [];
  #leaks: { index: number; wait: Wait }[] = [];
  #unawaited: { index: number; wait: Wait }[] = [];
  /** Kept for the next batch if it is told between two of them. */
  #leftOpen: string[] = [];
  #differences: ExecutionDifference[] = [];
  #feedback: { index: number; value: unknown }[] = [];
  #hasChosen = false;
  #hasUsedEntropy = false;
  #hasSeveralActors = false;
  #isOpen = false;
  #from = 0;
  #to = 0;
  #count = 0;
  #openedAt = 0;

  /** @param strategyName the name of the strategy of executions without a member */
  constructor(strategyName: string) {
    this.#memberNames = [strategyName];
  }

  get isOpen(): boolean {
    return this.#isOpen;
  }

  /** Whether no execution is left in the batch. */
  get isComplete(): boolean {
    return this.#from + this.#count >= this.#to;
  }

  /** The index of the next execution. */
  get nextIndex(): number {
    return this.#from + this.#count;
  }

  /** Starts a batch. */
  open({ from, to }: IndexRange, time: number): void {
    this.#from = from;
    this.#to = to;
    this.#count = 0;
    this.#isOpen = true;
    this.#openedAt = time;
    if (to - from > this.#classes.length) this.#grow(to - from);
    if (this.#failures.length > 0) this.#failures = [];
    if (this.#stepLimitHits.length > 0) this.#stepLimitHits = [];
    if (this.#leaks.length > 0) this.#leaks = [];
    if (this.#unawaited.length > 0) this.#unawaited = [];
    if (this.#differences.length > 0) this.#differences = [];
    if (this.#feedback.length > 0) this.#feedback = [];
  }

  /** Lets the batch end after the executions that were added. */
  truncate(): void {
    this.#to = this.#from + this.#count;
  }

  /** Finishes the batch; the arrays of the result are valid until the next one is opened. */
  close(time: number): BatchResult {
    this.#isOpen = false;
    this.truncate();
    const leftOpen = this.#leftOpen;
    if (leftOpen.length > 0) this.#leftOpen = [];
    return {
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
      unawaited: this.#unawaited,
      leftOpen,
      differences: this.#differences,
      feedback: this.#feedback,
      hasChosen: this.#hasChosen,
      hasUsedEntropy: this.#hasUsedEntropy,
      hasSeveralActors: this.#hasSeveralActors,
      elapsedMs: time - this.#openedAt,
    };
  }

  /**
   * Adds the next execution.
   * @param member the strategy that ran it, if it is one of several
   */
  add(execution: Execution, classNumber: number, end: number, member: string | undefined): void {
    const at = this.#count;
    this.#count += 1;
    this.#classes[at] = classNumber;
    this.#steps[at] = execution.steps;
    this.#ends[at] = end;
    if (member !== undefined) this.#members[at] = this.#memberNumber(member);
    if (this.#hasChosen) return;
    this.#hasChosen = execution.decisions > 0 || execution.choices.toArray().length > 0;
    if (execution.entropies !== undefined) this.#hasUsedEntropy = true;
    if (execution.actors.length > 1) this.#hasSeveralActors = true;
  }

  addFailure(failure: FailureRecord): void {
    this.#failures.push(failure);
  }

  addStepLimitHit(hit: Omit<StepLimitHit, "at">, index: number): void {
    this.#stepLimitHits.push({ ...hit, at: index - this.#from });
  }

  addLeak(wait: Wait, index: number): void {
    this.#leaks.push({ index, wait });
  }

  addUnawaited(wait: Wait, index: number): void {
    this.#unawaited.push({ index, wait });
  }

  addLeftOpen(actor: string): void {
    if (!this.#leftOpen.includes(actor)) this.#leftOpen.push(actor);
  }

  addDifference(difference: Omit<ExecutionDifference, "at">): void {
    this.#differences.push({ ...difference, at: this.#count - 1 });
  }

  addFeedback(value: unknown, index: number): void {
    this.#feedback.push({ index, value });
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
    if (this.#memberNames.length >= MAX_MEMBERS) return 0;
    return this.#memberNames.push(name) - 1;
  }
}
