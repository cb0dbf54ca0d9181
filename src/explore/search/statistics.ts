// What has come of the executions so far. Results are merged strictly in order of index, and only as far as the
// exploration has got by then, so that a report does not depend on who ran them.

import type { Wait } from "../../kernel/index.ts";
import type { Lesson } from "../../strategy/index.ts";
import { End } from "../workers/batch-result.ts";
import type { BlockResult } from "../workers/batch-result.ts";
import { ClassCount } from "./coverage.ts";
import type { Estimate } from "./coverage.ts";
import type { StrategyShare } from "./report.ts";

/** Counts executions. */
export class Tally {
  readonly #classes: ClassCount = new ClassCount();
  /** The strategies by name; blocks of different workers may number them differently. */
  readonly #members: Map<string, number> = new Map();
  readonly #leaks: Map<string, Wait> = new Map();
  readonly #wantsLessons: boolean;
  #lessons: Lesson[] = [];
  #executions = 0;
  #steps = 0;
  #undecided = 0;
  #hasChosen = false;
  #hasUsedEntropy = false;

  /** @param wantsLessons whether anybody will ask for the lessons */
  constructor(wantsLessons: boolean) {
    this.#wantsLessons = wantsLessons;
  }

  get executions(): number {
    return this.#executions;
  }

  get steps(): number {
    return this.#steps;
  }

  /** Executions that ran out of steps, but for those of which more is known. */
  get undecided(): number {
    return this.#undecided;
  }

  get classes(): number {
    return this.#classes.distinct;
  }

  /** Over all strategies: the mean of theirs, weighted by executions. */
  get estimate(): Estimate {
    return this.#classes.estimate;
  }

  get leaks(): readonly Wait[] {
    return [...this.#leaks.values()];
  }

  /** Whether some choice had two alternatives. */
  get hasChosen(): boolean {
    return this.#hasChosen;
  }

  /** Whether a program without a choice may still differ from execution to execution. */
  get hasUsedEntropy(): boolean {
    return this.#hasUsedEntropy;
  }

  /** The strategies that had executions, in order of appearance. */
  get strategies(): readonly StrategyShare[] {
    return [...this.#members].map(([strategy, member]) => ({ strategy, ...this.#classes.of(member) }));
  }

  /** Adds the executions of a block from the offset `from` to the offset `to`. */
  merge(block: BlockResult, from: number, to: number): void {
    const { classes, ends, members, steps } = block;
    const numbers = this.#numbersOf(block, from, to);
    let stepSum = 0;
    let taught = block.taught.findIndex(({ index }) => index >= block.from + from);
    if (taught === -1) taught = block.taught.length;
    for (let at = from; at < to; at += 1) {
      const isNewClass = this.#classes.add(classes[at] ?? 0, numbers[members[at] ?? 0]);
      stepSum += steps[at] ?? 0;
      if (ends[at] === End.outOfSteps) this.#undecided += 1;
      if (!this.#wantsLessons) continue;
      const index = block.from + at;
      const value = block.taught[taught]?.index === index ? block.taught[taught]?.value : undefined;
      if (value !== undefined) taught += 1;
      if (isNewClass || value !== undefined) this.#lessons.push({ index, isNewClass, taught: value });
    }
    this.#executions += to - from;
    this.#steps += stepSum;
    if (block.hasChosen) this.#hasChosen = true;
    if (block.hasUsedEntropy) this.#hasUsedEntropy = true;
    for (const { index, wait } of block.leaks) {
      if (index < block.from + to) this.#leaks.set(`${wait.actor} ${wait.operation}`, wait);
    }
  }

  /** One of the executions that ran out of steps has a verdict after all. */
  decide(): void {
    this.#undecided -= 1;
  }

  /** The lessons since the last call. */
  takeLessons(): readonly Lesson[] {
    const lessons = this.#lessons;
    this.#lessons = [];
    return lessons;
  }

  /** For the block's numbers of strategies those of all blocks, in order of appearance. */
  #numbersOf({ memberNames, members }: BlockResult, from: number, to: number): readonly number[] {
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
