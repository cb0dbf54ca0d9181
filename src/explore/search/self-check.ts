// Whether executions stand alone: a sample of those that pass is run again with the same choices, and compared. The first
// one is the most telling, since all others come after it; each sampled one finds what changes with every execution.

import type { Outcome } from "../../kernel/index.ts";
import type { Strategy } from "../../strategy/index.ts";
import { StepHasher } from "../execution/step-hash.ts";
import { StepRecord } from "../execution/step-record.ts";
import { followAsFar } from "../failures/difference.ts";
import type { ExecutionDifference, Reproducer } from "../workers/batch-result.ts";

/** Of so many executions that passed, one is run again. */
const SAMPLED = 64;
/** Of the first executions of a large exploration each is run again: the first on a path uses up what waits there. */
const EARLY = 8;
/** From so many planned executions on. */
const LARGE = 512;
/** The first execution is run again after the second, and after each so many. */
const FIRST_AGAIN = 1_024;

/** An execution that passed and is run again. */
interface Recorded extends Reproducer {
  readonly index: number;
  readonly record: StepRecord;
  /** What the runner had found the program to need. */
  readonly needs: number;
}

/** What the caller knows of an execution that has ended. */
export interface EndedExecution {
  readonly outcome: Outcome;
  readonly index: number;
  /** What the runner has found the program to need: an execution may be attributed otherwise once that has changed. */
  readonly needs: number;
}

/** The executions of one exploration in one thread that are run again. */
export class SelfCheck {
  readonly #hasher: StepHasher = new StepHasher();
  readonly #executions: number;
  /** The executions that began, except those that are run again, and those of them that passed. */
  #begun = 0;
  #passed = 0;
  #first: Recorded | undefined = undefined;
  /** The executions that are run again next. */
  readonly #due: Recorded[] = [];
  /** The one that is being run again. */
  #checked: Recorded | undefined = undefined;
  /** The records of a sampled execution, and of one that is run again. */
  readonly #sample: StepRecord = new StepRecord(this.#hasher);
  #again: StepRecord = new StepRecord(this.#hasher);
  /** The record of the running execution, if it is recorded. */
  #record: StepRecord | undefined = undefined;

  /** @param executions planned ones; one alone is not run again */
  constructor(executions: number) {
    this.#executions = executions;
  }

  /** Begins to run the next one again. @returns its strategy, index and entropy */
  next(): { readonly strategy: Strategy; readonly index: number; readonly entropy: number } | undefined {
    if (this.#due.length === 0) return undefined;
    const checked = this.#due.length === 1 ? this.#due.pop() : this.#due.shift();
    this.#checked = checked;
    if (checked === undefined) return undefined;
    const { entropy, index } = checked;
    return { strategy: followAsFar(checked), index, entropy };
  }

  /** The exploration is over: the first execution is due once more, if others came after it. */
  finish(): void {
    if (this.#first !== undefined && this.#begun > 1) this.#due.push(this.#first);
  }

  /** An execution begins that is not one that is run again. */
  begin(): void {
    this.#begun += 1;
  }

  /** The observer of the execution that begins, perhaps for the second time, if it is recorded. */
  observe(): StepRecord | undefined {
    if (this.#checked !== undefined) this.#record = this.#again;
    else if (this.#executions === 1 || (this.#first !== undefined && !this.#isSampled)) {
      this.#record = undefined;
    } else this.#record = this.#first === undefined ? new StepRecord(this.#hasher) : this.#sample;
    return this.#record?.restart();
  }

  /** Whether the next execution that passes is one that is run again. */
  get #isSampled(): boolean {
    return (this.#passed + 1) % SAMPLED === 0 || (this.#passed < EARLY && this.#executions >= LARGE);
  }

  /** An execution has passed. @returns whether it may be run again, so that `keep` has to be called */
  passed(): boolean {
    this.#passed += 1;
    const isTurn = this.#passed === 2 || this.#passed % FIRST_AGAIN === 0;
    if (isTurn && this.#first !== undefined) this.#due.push(this.#first);
    return this.#record !== undefined;
  }

  /** Keeps the execution that has passed, to run it again. */
  keep({ index, needs, outcome }: EndedExecution, reproducer: Reproducer): void {
    const record = this.#record?.close(outcome);
    if (record === undefined) return;
    const { choices, entropy, moves, recipe } = reproducer;
    const recorded: Recorded = { recipe, choices, moves, entropy, index, needs, record };
    if (this.#first === undefined) this.#first = recorded;
    // One of 64: what the engine does slowly, such as moving what stands in an array, would show.
    else if (this.#due.length === 0) this.#due.push(recorded);
    else this.#due.unshift(recorded);
  }

  /** Compares the execution that was run again. */
  compare({ needs, outcome }: EndedExecution): Omit<ExecutionDifference, "at"> | undefined {
    const checked = this.#checked;
    const again = this.#record?.close(outcome);
    this.#checked = undefined;
    if (checked === undefined || again === undefined) return undefined;
    if (needs !== checked.needs) {
      // The first run may have taken one actor for another.
      if (checked === this.#first) {
        this.#first = { ...checked, record: again, needs };
        this.#again = new StepRecord(this.#hasher);
      }
      return undefined;
    }
    const difference = checked.record.differenceTo(again);
    if (difference === undefined) return undefined;
    const { choices, entropy, index, moves, recipe } = checked;
    return { choices, entropy, index, moves, recipe, ...difference };
  }
}
