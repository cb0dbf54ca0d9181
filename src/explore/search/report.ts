// What an exploration tried and found, as a value.

import type { Wait } from "../../kernel/index.ts";
import type { CorpusReport } from "../corpus/corpus-report.ts";
import type { Counterexample } from "../failures/counterexample.ts";
import type { Liveness } from "../liveness/liveness.ts";

/** `passed` never means that time ran out before anything was tried, or that there was nothing to try. */
export type Verdict = "passed" | "violated" | "undecided";

/** An execution that ran out of steps and breaks no rule. */
export type Unfinished = Exclude<Liveness, { readonly kind: "livelock" | "overdue" }> & {
  /** Which execution of the exploration it was, from 0. */
  readonly index: number;
  /** Which strategy chose. */
  readonly strategy: string;
  readonly steps: number;
};

/** What one strategy of an exploration contributed; a portfolio has several. */
export interface StrategyShare {
  readonly strategy: string;
  readonly executions: number;
  /** The classes that it was the first to see. */
  readonly classes: number;
  /** The chance that one more execution of this strategy shows a class that none has shown yet. */
  readonly unseen: number;
  /** The standard error of `unseen`. */
  readonly unseenError: number;
}

/** What an exploration tried and found. */
export interface Report {
  readonly verdict: Verdict;
  readonly executions: number;
  readonly steps: number;
  /** Distinct classes (Mazurkiewicz traces) among the executions. */
  readonly classes: number;
  /** Good–Turing estimate of the chance that one more execution shows a new class. */
  readonly unseen: number;
  /** The standard error of `unseen`. */
  readonly unseenError: number;
  /** The strategies that took turns, in order of appearance; one unless the strategy is a portfolio. */
  readonly strategies: readonly StrategyShare[];
  /**
   * What the verdict `passed` is worth: with 95 % confidence, a smaller share than this of executions drawn like these
   * fails (the rule of three: 3 / executions). 0 when every class was run, `undefined` without that verdict.
   */
  readonly bound: number | undefined;
  /** Whether every class was run. */
  readonly exhausted: boolean;
  /** Redundant executions of a reduction. */
  readonly blocked: number;
  /**
   * For an exhaustive strategy, how many executions all would be, by the sizes of the parts explored so far (Knuth's
   * estimator, weighted); `undefined` for the others.
   */
  readonly estimate: number | undefined;
  /** Executions that ran out of steps, those that are counterexamples (livelocks, and rules that were due for too long) left out. */
  readonly undecided: number;
  /** Why they did: the first of each strategy was looked at, and each reason is told once. Normally empty. */
  readonly unfinished: readonly Unfinished[];
  /** Whether no choice ever had two alternatives: nothing was tested, and the verdict is `undecided`. */
  readonly vacuous: boolean;
  /** Whether `abort` ended it. */
  readonly interrupted: boolean;
  readonly elapsedMs: number;
  /** Those of the corpus come first. */
  readonly counterexamples: readonly Counterexample[];
  /** What became of the corpus; `undefined` without the option. */
  readonly corpus: CorpusReport | undefined;
  /** Actors that were left alive at the end of some execution and are no idle servers. */
  readonly leaks: readonly Wait[];
}

/** How far an exhaustive search has come. */
export interface SearchState {
  /** Whether nothing is left within its bounds. */
  readonly isDone: boolean;
  /** Whether nothing is left at all. */
  readonly isExhausted: boolean;
  readonly blocked: number;
  readonly estimate: number;
}

/** The share of failing executions that `executions` without one exclude, with 95 % confidence. */
export function ruleOfThree(executions: number): number {
  return Math.min(1, 3 / executions);
}
