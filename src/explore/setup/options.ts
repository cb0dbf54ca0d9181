// The options of an exploration: validation and defaults.

import * as v from "valibot";

import { budgetsFrom, FAULT_KINDS, parseSeed } from "../../choice/index.ts";
import type { FaultBudgets, RootSeed, Seed, Settings } from "../../choice/index.ts";
import { UsageError } from "../../errors.ts";
import { completeOptions, invalidOption, nonEmptyString, oneOf, wholeNumber } from "../../options.ts";
import { exhaustiveFrom, STRATEGY_NAMES, strategyFrom } from "../../strategy/index.ts";
import type { Exhaustive, Strategy, StrategyName } from "../../strategy/index.ts";
import type { Check } from "./check.ts";
import type { Reset } from "./reset.ts";

/** The progress of an exploration. */
export interface Progress {
  /** The number of executions so far. */
  readonly executions: number;
  /** The number of executions if nothing is found and time does not run out. */
  readonly planned: number;
  /** The number of steps of all of them. */
  readonly steps: number;
  /** The number of distinct counterexamples found so far. */
  readonly counterexamples: number;
  /** Re-runs so far while a counterexample is being shrunk, otherwise 0. */
  readonly reruns: number;
  /** Wall-clock milliseconds since the exploration began. */
  readonly elapsedMs: number;
}

/** Options for explorations. */
export interface ExploreOptions {
  /** The program's name in tokens; any text. Default: the function's name, or `program` if it has none. */
  readonly name?: string;
  /** The name of a strategy, as in docs/strategies.md, or a custom strategy. Default `portfolio`. */
  readonly strategy?: StrategyName | Strategy;
  /** For strategy `dfs`: the maximum number of preemptions per execution; a whole number. Default: unlimited. */
  readonly preemptionBound?: number;
  /** For strategy `dfs`: the maximum number of delays per execution; a whole number. Default: unlimited. */
  readonly delayBound?: number;
  /** Any text or number; determines every choice. Default `heddle`. */
  readonly seed?: Seed;
  /** The maximum number of executions; a positive integer. Default 1,000; unlimited if there is a `timeLimitMs`. */
  readonly executions?: number;
  /** Wall-clock milliseconds after which no further execution begins. Default: unlimited. */
  readonly timeLimitMs?: number;
  /** Steps after which an execution is abandoned as undecided; a positive integer. Default 10,000. */
  readonly maxSteps?: number;
  /** The number of distinct counterexamples to search for; a positive integer. Default 1. */
  readonly stopAfter?: number;
  /**
   * The number of worker threads; a positive integer. Apart from the elapsed time the report is the same for any
   * number. Default 1: this thread. More require `module`.
   */
  readonly workers?: number;
  /**
   * Where workers find the program: the URL of the module that exports it or a scenario of it, `import.meta.url`.
   * Default: none, which is enough for one worker.
   */
  readonly module?: string | URL;
  /** Whether signals are delivered in separate steps (`pairwise`, default) or as they are sent (`instant`). */
  readonly signals?: "pairwise" | "instant";
  /** Whether timers compete with enabled tasks (`competing`, default) or fire only when no task is enabled (`lazy`). */
  readonly time?: "competing" | "lazy";
  /**
   * What `Math.random` and `crypto.randomInt` draw: values by the seed (`seed`, default), or one of few values, each draw a
   * choice like any other (`choice`): 0, 1/3, 2/3 or almost 1; of a range of at most 16 integers, each of them.
   */
  readonly entropy?: "seed" | "choice";
  /**
   * What an operation is that is pending when the body of its actor returns. `violation` (default): a failure, if nothing
   * ever waits for its promise. `note`: none; the report lists all such operations in `unawaited`.
   */
  readonly unawaited?: "violation" | "note";
  /**
   * What the awaits of instrumented code are. `relaxed` (default): scheduling points, as if each took time, which the
   * stand-ins of tests do not. `faithful`: only what an engine and its surroundings can reorder is reordered.
   */
  readonly awaits?: "relaxed" | "faithful";
  /**
   * Whose timers the fault `stall` holds up. `shared` (default): those of one node; without a cluster all actors share one
   * process, which has nothing to be late against. `own`: each actor stands for a process, and is held up alone.
   */
  readonly clocks?: "shared" | "own";
  /** The budget of each fault in one execution; whole numbers. Default: no faults. */
  readonly faults?: Partial<FaultBudgets>;
  /** Checks of completed executions. Default: none. */
  readonly checks?: readonly Check[];
  /**
   * Called before each execution, outside of it, also before those that shrink, replay and check: puts state that outlives
   * an execution back. Synchronous. Default: none.
   */
  readonly reset?: Reset;
  /**
   * The maximum number of re-runs to shrink and explain a counterexample; `false` for none. Default 500. After ten
   * seconds no further re-run begins.
   */
  readonly shrink?: boolean | number;
  /**
   * A folder of saved counterexamples: existing ones are replayed first, new ones are written to it. Default: none.
   */
  readonly corpus?: string | URL;
  /** Called about twenty times a second. Default: none. */
  readonly onProgress?: (progress: Progress) => void;
  /** Ends the exploration early; the report covers everything up to then. Default: none. */
  readonly signal?: AbortSignal;
}

/** A strategy that draws executions. */
export interface Sampling {
  readonly kind: "sampling";
  readonly strategy: Strategy;
}

/** Checked options. */
export interface Plan {
  readonly name: string;
  readonly method: Sampling | Exhaustive;
  /** The name that the user gave, or the recipe of a user-defined strategy. */
  readonly strategyName: string;
  /** Whether a worker can build the strategy from its name. */
  readonly isNamed: boolean;
  readonly seed: RootSeed;
  readonly executions: number;
  readonly timeLimitMs: number;
  readonly stopAfter: number;
  readonly workers: number;
  readonly module: string | undefined;
  readonly settings: Settings;
  readonly checks: readonly Check[];
  readonly reset: Reset | undefined;
  /** Re-runs for each counterexample; 0 for none. */
  readonly reruns: number;
  readonly corpus: string | URL | undefined;
  readonly onProgress: ((progress: Progress) => void) | undefined;
  readonly signal: AbortSignal | undefined;
}

/** Checked options of an exploration by sampling. */
export type SamplingPlan = Plan & { readonly method: Sampling };

/** Checked options of an exploration by exhaustive search. */
export type ExhaustivePlan = Plan & { readonly method: Exhaustive };

/** Defaults. */
export const DEFAULTS: {
  readonly strategy: string;
  readonly seed: string;
  readonly executions: number;
  readonly maxSteps: number;
  readonly stopAfter: number;
  readonly workers: number;
  readonly reruns: number;
} = {
  strategy: "portfolio",
  seed: "heddle",
  executions: 1_000,
  maxSteps: 10_000,
  stopAfter: 1,
  workers: 1,
  reruns: 500,
};

/** The number of executions if only the time limits it. */
const UNLIMITED: number = Number.MAX_SAFE_INTEGER;
/** More threads than any machine can use. */
const MAX_WORKERS = 256;
const POSITIVE = "a number greater than 0";

const RESET = v.function("a function");

const FIELDS = {
  name: v.optional(nonEmptyString()),
  strategy: v.optional(v.unknown()),
  preemptionBound: v.optional(wholeNumber(0)),
  delayBound: v.optional(wholeNumber(0)),
  seed: v.optional(v.unknown()),
  executions: v.optional(wholeNumber(1)),
  timeLimitMs: v.optional(v.pipe(v.number(POSITIVE), v.gtValue(0, POSITIVE))),
  maxSteps: v.optional(wholeNumber(1)),
  stopAfter: v.optional(wholeNumber(1)),
  workers: v.optional(v.pipe(wholeNumber(1), v.maxValue(MAX_WORKERS, `at most ${MAX_WORKERS}`))),
  module: v.optional(v.union([v.string(), v.instance(URL)], "the URL of a module, import.meta.url")),
  signals: v.optional(oneOf(["pairwise", "instant"])),
  time: v.optional(oneOf(["competing", "lazy"])),
  entropy: v.optional(oneOf(["seed", "choice"])),
  unawaited: v.optional(oneOf(["violation", "note"])),
  awaits: v.optional(oneOf(["relaxed", "faithful"])),
  clocks: v.optional(oneOf(["shared", "own"])),
  faults: v.optional(
    v.record(v.string(), wholeNumber(0), "an object with the budget of each fault, for example { kill: 1 }"),
  ),
  checks: v.optional(v.array(v.function("an array of functions"), "an array of functions")),
  reset: v.optional(RESET),
  shrink: v.optional(v.union([v.boolean(), wholeNumber(1)], "true, false or a number of re-runs, at least 1")),
  corpus: v.optional(v.union([v.pipe(v.string(), v.nonEmpty()), v.instance(URL)], "the path of a folder, or its URL")),
  onProgress: v.optional(v.function("a function")),
  signal: v.optional(v.instance(AbortSignal, "an AbortSignal")),
};

/** The names of all options. */
export const OPTION_NAMES: readonly string[] = Object.keys(FIELDS);

/**
 * Validates options and applies defaults.
 * @throws UsageError (`unknown-option`, `invalid-option`, `invalid-seed`, `unknown-strategy`)
 */
export function planOf(program: () => unknown, options: ExploreOptions): Plan {
  checkFields(options);
  const { strategy: chosen = DEFAULTS.strategy, seed = DEFAULTS.seed } = options;
  const isNamed = typeof chosen === "string";
  const strategyName = isNamed ? boundedName(chosen, options) : checkStrategy(chosen).recipe;
  return {
    name: nameOf(program, options.name),
    method: isNamed ? methodFrom(strategyName) : { kind: "sampling", strategy: checkStrategy(chosen) },
    strategyName,
    isNamed,
    seed: parseSeed(seed),
    executions: options.executions ?? (options.timeLimitMs === undefined ? DEFAULTS.executions : UNLIMITED),
    timeLimitMs: options.timeLimitMs ?? Number.POSITIVE_INFINITY,
    stopAfter: options.stopAfter ?? DEFAULTS.stopAfter,
    workers: options.workers ?? DEFAULTS.workers,
    module: options.module === undefined ? undefined : String(options.module),
    settings: {
      signals: options.signals ?? "pairwise",
      time: options.time ?? "competing",
      maxSteps: options.maxSteps ?? DEFAULTS.maxSteps,
      faults: budgetsFrom(options.faults ?? {}),
      ...(options.entropy === "choice" ? { entropy: options.entropy } : {}),
      ...(options.unawaited === "note" ? { unawaited: options.unawaited } : {}),
      ...(options.awaits === "faithful" ? { awaits: options.awaits } : {}),
      ...(options.clocks === "own" ? { clocks: options.clocks } : {}),
    },
    checks: options.checks ?? [],
    reset: options.reset,
    reruns: rerunsOf(options.shrink),
    corpus: options.corpus,
    onProgress: options.onProgress,
    signal: options.signal,
  };
}

function methodFrom(strategyName: string): Sampling | Exhaustive {
  return exhaustiveFrom(strategyName) ?? { kind: "sampling", strategy: strategyFrom(strategyName) };
}

/** The number of re-runs that the option `shrink` allows. */
function rerunsOf(shrink: boolean | number = true): number {
  return typeof shrink === "number" ? shrink : shrink ? DEFAULTS.reruns : 0;
}

/** The strategy name with its bounds, by which workers recreate it. */
function boundedName(name: string, { delayBound, preemptionBound }: ExploreOptions): string {
  if (delayBound === undefined && preemptionBound === undefined) return name;
  if (name !== "dfs") {
    const option = preemptionBound === undefined ? "delayBound" : "preemptionBound";
    throw new UsageError(
      `${option} requires strategy "dfs", but the strategy is "${name}". Remove one of the two options.`,
      {
        code: "invalid-option",
      },
    );
  }
  const preemptions = preemptionBound === undefined ? "" : `-p${preemptionBound}`;
  return `dfs${preemptions}${delayBound === undefined ? "" : `-d${delayBound}`}`;
}

/** The name of a program in its tokens. */
export function nameOf(program: () => unknown, name: string | undefined): string {
  return name ?? (program.name === "" ? "program" : program.name);
}

function checkFields(options: ExploreOptions): void {
  completeOptions(options, FIELDS, "an exploration");
  checkFaults(options.faults ?? {});
}

/** @throws UsageError (`invalid-option`) */
export function checkReset(reset: unknown): void {
  if (reset !== undefined && !v.is(RESET, reset)) throw invalidOption("reset", "a function", reset);
}

function checkFaults(faults: object): void {
  for (const kind of Object.keys(faults)) {
    if (FAULT_KINDS.some((known) => known === kind)) continue;
    throw new UsageError(
      `Unknown fault "${kind}". The faults are ${FAULT_KINDS.join(", ")}, for example faults: { kill: 1 }.`,
      { code: "invalid-option" },
    );
  }
}

function checkStrategy(strategy: unknown): Strategy {
  if (
    typeof strategy === "object" &&
    strategy !== null &&
    "begin" in strategy &&
    "choose" in strategy &&
    "draw" in strategy
  ) {
    return strategy as Strategy;
  }
  throw new UsageError(
    `strategy must be a name (${STRATEGY_NAMES.join(", ")}) or an object with begin, choose and draw.`,
    { code: "unknown-strategy" },
  );
}
