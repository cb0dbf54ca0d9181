// The result of an exploration.

import type { Wait } from "../../kernel/index.ts";
import type { ProofTest } from "../proof/test-proof.ts";
import type { Basis, Doubt, Proof } from "../proof/proof.ts";
import type { CorpusReport } from "../corpus/corpus-report.ts";
import type { Counterexample } from "../failures/counterexample.ts";
import type { Unfinished } from "../liveness/liveness.ts";

/** `passed` requires that executions were run and that there were choices to explore. */
export type Verdict = Report["verdict"];

/** The contribution of one strategy to an exploration; a portfolio has several. */
export interface StrategyShare {
  /** The name of the strategy. */
  readonly strategy: string;
  /** The number of executions that it ran. */
  readonly executions: number;
  /** The classes that it saw first. */
  readonly classes: number;
  /** The probability that one more execution of this strategy shows a class that no strategy has shown. */
  readonly newClassProbability: number;
  /** The standard error of `newClassProbability` (Esty 1983). */
  readonly newClassProbabilityError: number;
}

/** The result of an exploration; `verdict` says which. */
export type Report = PassedReport | ViolatedReport | UndecidedReport;

/** No execution failed, and there were choices to explore. */
export interface PassedReport extends ReportFigures {
  readonly verdict: "passed";
  /** None. */
  readonly counterexamples: readonly [];
  /**
   * The strength of the verdict: with 95 % confidence, less than this share of executions drawn in the same way fails
   * (the rule of three: 3 / executions). 0 when every class was run, `undefined` for an exhaustive search within bounds.
   */
  readonly failureRateBound: number | undefined;
  /** Set when every class was run: that every execution passes was proved. */
  readonly proof: Proof | undefined;
}

/** Some execution failed. */
export interface ViolatedReport extends ReportFigures {
  readonly verdict: "violated";
  /** One for each bug; those of the corpus come first. */
  readonly counterexamples: readonly [Counterexample, ...Counterexample[]];
  /** No bound: an execution failed. */
  readonly failureRateBound: undefined;
  /** Only a report that passed has a proof. */
  readonly proof: undefined;
}

/** No execution failed, but that does not mean that none can: see `undecided`, `doubt`, `brokenOff`, `interrupted` and `isVacuous`. */
export interface UndecidedReport extends ReportFigures {
  readonly verdict: "undecided";
  /** None. */
  readonly counterexamples: readonly [];
  /** No bound: not every execution ended, or none was run. */
  readonly failureRateBound: undefined;
  /** Only a report that passed has a proof. */
  readonly proof: undefined;
}

/** The figures of an exploration, whatever its verdict. */
export interface ReportFigures {
  /** The number of executions. */
  readonly executions: number;
  /** The number of steps of all executions. */
  readonly steps: number;
  /** Distinct classes (Mazurkiewicz traces) among the executions. */
  readonly classes: number;
  /** The probability that one more execution shows a new class, as estimated by Good and Turing (Good 1953). */
  readonly newClassProbability: number;
  /** The standard error of `newClassProbability` (Esty 1983). */
  readonly newClassProbabilityError: number;
  /** The strategies that were used, in order of appearance; one unless the strategy is a portfolio. */
  readonly strategies: readonly StrategyShare[];
  /** Whether every class was run. */
  readonly exhausted: boolean;
  /** Redundant executions of a reduction. */
  readonly redundant: number;
  /**
   * For an exhaustive strategy, the estimated total number of executions, by the sizes of the parts explored so far
   * (Knuth's estimator, weighted); `undefined` for other strategies.
   */
  readonly estimatedTotal: number | undefined;
  /** What the classes, and what is said about those that were not seen, rest on. */
  readonly basis: Basis;
  /** Why an exhaustive search that was finished is no proof; `undefined` otherwise. */
  readonly doubt: Doubt | undefined;
  /**
   * The error that ended the exploration early; `undefined` if none did. `UncontrolledNondeterminism`: the same choices do not
   * always lead to the same execution (`leaks-between-executions`, `not-repeatable`, `worker-crashed`), so that the executions
   * say little; without a counterexample the verdict is `undecided`. Any other error only if counterexamples were found before.
   */
  readonly brokenOff: Error | undefined;
  /** Executions that ran out of steps, except counterexamples (livelocks and overdue liveness rules). */
  readonly undecided: number;
  /** Why they ran out: the first of each strategy is examined, and each reason is reported once. Normally empty. */
  readonly unfinished: readonly Unfinished[];
  /** Whether no choice of a single actor ever had two alternatives: nothing was tested, and the verdict is `undecided`. */
  readonly isVacuous: boolean;
  /**
   * Whether there was one schedule only, although the program has several actors: it lets nothing overlap. That may be
   * how a race was fixed, so it passes.
   */
  readonly isSequential: boolean;
  /** Whether the option `signal` ended the exploration. */
  readonly interrupted: boolean;
  /** Wall-clock milliseconds. */
  readonly elapsedMs: number;
  /** The results of the corpus; `undefined` without the option. */
  readonly corpus: CorpusReport | undefined;
  /** Actors other than idle servers that were left alive at the end of some execution. */
  readonly leaks: readonly Wait[];
  /**
   * Actors whose code did not end when their execution was dropped, although its operations failed with `ExecutionEnded`: it
   * was stopped, and what it holds outside of the execution may not be released.
   */
  readonly leftOpen: readonly string[];
  /**
   * With the option `unawaited: "note"`, operations that were pending when the body of their actor returned; each actor
   * and kind once. Otherwise empty.
   */
  readonly unawaited: readonly Wait[];
}

/** The state of an exhaustive search. */
export interface SearchState {
  /** Whether everything within its bounds was searched. */
  readonly isDone: boolean;
  /** Whether everything was searched, with no bound in the way. */
  readonly isExhausted: boolean;
  readonly redundant: number;
  readonly estimatedTotal: number;
  /** The test of the proof, if the search is one. */
  readonly test?: ProofTest;
}

/** The upper bound, with 95 % confidence, on the share of failing executions after `executions` passing ones. */
export function ruleOfThree(executions: number): number {
  return Math.min(1, 3 / executions);
}
