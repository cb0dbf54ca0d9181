// Statistics of the executions so far. Results are merged strictly in order of index and only up to the point the
// exploration has reached, so that a report does not depend on which thread ran them.

import type { Wait } from "../../kernel/index.ts";
import type { Feedback } from "../../strategy/index.ts";
import { ExecutionEnd } from "../workers/batch-result.ts";
import type { BatchResult } from "../workers/batch-result.ts";
import { ClassCounter } from "./coverage.ts";
import type { Estimate } from "./coverage.ts";
import type { StrategyShare } from "./report.ts";

/** Statistics of an exploration. */
export class Statistics {
  readonly #classes: ClassCounter = new ClassCounter();
  /** Strategy numbers by name; batches of different workers may number them differently. */
  readonly #members: Map<string, number> = new Map();
  readonly #leaks: Map<string, Wait> = new Map();
  readonly #unawaited: Map<string, Wait> = new Map();
  readonly #leftOpen: Set<string> = new Set();
  readonly #wantsFeedback: boolean;
  #feedback: Feedback[] = [];
  #executions = 0;
  #steps = 0;
  #undecided = 0;
  #hasChosen = false;
  #hasUsedEntropy = false;
  #hasSeveralActors = false;

  /** @param wantsFeedback whether `takeFeedback` will be called */
  constructor(wantsFeedback: boolean) {
    this.#wantsFeedback = wantsFeedback;
  }

  get executions(): number {
    return this.#executions;
  }

  /** Executions that ran out of steps and did not turn out to be counterexamples. */
  get undecided(): number {
    return this.#undecided;
  }

  get classes(): number {
    return this.#classes.distinct;
  }

  /** The estimate over all strategies: their mean, weighted by executions. */
  get estimate(): Estimate {
    return this.#classes.estimate;
  }

  get steps(): number {
    return this.#steps;
  }

  get leaks(): readonly Wait[] {
    return [...this.#leaks.values()];
  }

  get leftOpen(): readonly string[] {
    return [...this.#leftOpen];
  }

  get unawaited(): readonly Wait[] {
    return [...this.#unawaited.values()];
  }

  /** Whether any choice had more than one alternative. */
  get hasChosen(): boolean {
    return this.#hasChosen;
  }

  /** Whether a program without choices may still differ between executions. */
  get hasUsedEntropy(): boolean {
    return this.#hasUsedEntropy;
  }

  /** Whether the program has several actors, if there was no choice. */
  get hasSeveralActors(): boolean {
    return this.#hasSeveralActors;
  }

  /** The strategies that ran executions, in order of appearance. */
  get strategies(): readonly StrategyShare[] {
    return [...this.#members].map(([strategy, member]) => ({ strategy, ...this.#classes.of(member) }));
  }

  /** Adds the executions of a batch from offset `from` to offset `to`. */
  merge(batch: BatchResult, from: number, to: number): void {
    const { classes, ends, members, steps } = batch;
    const numbers = this.#numbersOf(batch, from, to);
    let stepSum = 0;
    let next = batch.feedback.findIndex(({ index }) => index >= batch.from + from);
    if (next === -1) next = batch.feedback.length;
    for (let at = from; at < to; at += 1) {
      const isNewClass = this.#classes.add(classes[at] ?? 0, numbers[members[at] ?? 0]);
      stepSum += steps[at] ?? 0;
      if (ends[at] === ExecutionEnd.outOfSteps) this.#undecided += 1;
      if (!this.#wantsFeedback) continue;
      const index = batch.from + at;
      const value = batch.feedback[next]?.index === index ? batch.feedback[next]?.value : undefined;
      if (value !== undefined) next += 1;
      if (isNewClass || value !== undefined) this.#feedback.push({ index, isNewClass, data: value });
    }
    this.#executions += to - from;
    this.#steps += stepSum;
    if (batch.hasChosen) this.#hasChosen = true;
    if (batch.hasUsedEntropy) this.#hasUsedEntropy = true;
    if (batch.hasSeveralActors) this.#hasSeveralActors = true;
    for (const actor of batch.leftOpen) this.#leftOpen.add(actor);
    for (const { index, wait } of batch.leaks) {
      if (index < batch.from + to) this.#leaks.set(`${wait.actor} ${wait.operation}`, wait);
    }
    for (const { index, wait } of batch.unawaited) {
      if (index < batch.from + to) this.#unawaited.set(`${wait.actor} ${wait.operation}`, wait);
    }
  }

  /** Reclassifies an execution that ran out of steps as a counterexample. */
  countAsDecided(): void {
    this.#undecided -= 1;
  }

  /** The feedback since the last call. */
  takeFeedback(): readonly Feedback[] {
    const feedback = this.#feedback;
    this.#feedback = [];
    return feedback;
  }

  /** Maps the batch's strategy numbers to the numbers of the exploration, in order of appearance. */
  #numbersOf({ memberNames, members }: BatchResult, from: number, to: number): readonly number[] {
    const [only = ""] = memberNames;
    if (memberNames.length === 1 && from < to) return [this.#numberOf(only)];
    const numbers: number[] = [];
    for (let at = from; at < to; at += 1) {
      const member = members[at] ?? 0;
      numbers[member] ??= this.#numberOf(memberNames[member] ?? "");
    }
    return numbers;
  }

  #numberOf(name: string): number {
    const known = this.#members.get(name);
    if (known !== undefined) return known;
    const number = this.#members.size;
    this.#members.set(name, number);
    return number;
  }
}
