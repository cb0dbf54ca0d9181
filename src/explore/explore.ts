// Many executions: each with its own choices, until the budget is spent or enough counterexamples are found.

import { entropyOf, Generator, seedExecution } from "../choice/index.ts";
import { must, ReplayDivergence, UsageError } from "../errors.ts";
import { classNumber, currentTask } from "../kernel/index.ts";
import type { Execution, Outcome, Wait } from "../kernel/index.ts";
import { FollowChoices, strategyFrom } from "../strategy/index.ts";
import type { ExecutionStart, Strategy } from "../strategy/index.ts";
import { ClassCount } from "./class-count.ts";
import { counterexampleOf, headline, errorOf, notRepeatable } from "./counterexample.ts";
import type { Counterexample } from "./counterexample.ts";
import type { Host } from "./host.ts";
import { judge } from "./judge.ts";
import { planOf } from "./options.ts";
import type { ExploreOptions, Plan } from "./options.ts";
import { Runner } from "./runner.ts";
import type { RunSource } from "./runner.ts";
import { signatureOf } from "./signature.ts";
import { traceRun } from "./trace-run.ts";

/** What heddle explores: an async function, run anew for each execution. All its state is created inside it. */
export type Program = () => unknown;

/** `passed` never means that time ran out before anything was tried. */
export type Verdict = "passed" | "violated" | "undecided";

/** What an exploration tried and found. */
export interface Report {
  readonly verdict: Verdict;
  readonly executions: number;
  readonly steps: number;
  /** Distinct classes (Mazurkiewicz traces) among the executions. */
  readonly classes: number;
  /** Good–Turing estimate of the chance that one more execution shows a new class. */
  readonly unseen: number;
  /** Whether every class was run. */
  readonly exhausted: boolean;
  /** Redundant executions of a reduction. */
  readonly blocked: number;
  /** Executions that ran out of steps. */
  readonly undecided: number;
  /** Whether `abort` ended it. */
  readonly interrupted: boolean;
  readonly elapsedMs: number;
  readonly counterexamples: readonly Counterexample[];
  /** Actors that were left alive at the end of some execution and are no idle servers. */
  readonly leaks: readonly Wait[];
}

/** How often `onProgress` is called. */
const PROGRESS_MS = 50;

/** A failing execution that is still to be run again with a trace. */
interface Failure {
  readonly index: number;
  readonly recipe: string;
  readonly choices: readonly number[];
  readonly entropy: number;
  readonly outcome: Outcome;
}

/**
 * Explores `program` on `host`.
 * @throws UsageError for wrong options and when called inside an execution
 */
export async function exploreOn(host: Host, program: Program, options: ExploreOptions = {}): Promise<Report> {
  if (currentTask() !== undefined) {
    throw new UsageError("explore() was called inside an execution. Call it from a test, not from a program.", {
      code: "nested-exploration",
    });
  }
  if (typeof program !== "function") {
    throw new UsageError(`explore takes a program, an async function, but got ${typeof program}.`, {
      code: "no-program",
    });
  }
  const plan = planOf(program, options);
  return host.exclusively(() => new Exploration(host, program, plan).run());
}

class Exploration implements RunSource {
  readonly strategy: Strategy;
  readonly #host: Host;
  readonly #program: Program;
  readonly #plan: Plan;
  /** The same object for every execution: an allocation less. */
  readonly #start: { index: number; readonly generator: Generator; readonly hasFaults: boolean };
  readonly #classes: ClassCount = new ClassCount();
  readonly #counterexamples: Counterexample[] = [];
  readonly #leaks: Map<string, Wait> = new Map();
  readonly #startedAt: number;
  #lastProgress = 0;
  #executions = 0;
  #undecided = 0;
  #steps = 0;
  #failure: Failure | undefined;

  constructor(host: Host, program: Program, plan: Plan) {
    this.#host = host;
    this.#program = program;
    this.#plan = plan;
    this.#startedAt = host.now();
    this.strategy = plan.strategy;
    this.#start = { index: 0, generator: new Generator(), hasFaults: plan.settings.kills > 0 };
  }

  async run(): Promise<Report> {
    const { settings, stopAfter } = this.#plan;
    const runner = new Runner(this.#host, this.#program, settings);
    do {
      this.#failure = undefined;
      await runner.run(this);
      if (this.#failure !== undefined) await this.#describe(this.#failure);
    } while (this.#failure !== undefined && this.#counterexamples.length < stopAfter);
    return this.#report();
  }

  next(): ExecutionStart | undefined {
    const { abort, budgetMs, executions } = this.#plan;
    if (this.#failure !== undefined || this.#executions >= executions || abort?.aborted === true) return undefined;
    if (budgetMs !== Number.POSITIVE_INFINITY && this.#executions > 0 && this.#elapsed() >= budgetMs) return undefined;
    return this.again();
  }

  again(): ExecutionStart {
    seedExecution(this.#start.generator, this.#plan.seed, this.#executions);
    this.#start.index = this.#executions;
    return this.#start;
  }

  entropy(index: number): number {
    return entropyOf(this.#plan.seed, index);
  }

  ended(execution: Execution, index: number): void {
    this.#executions += 1;
    this.#steps += execution.steps;
    this.#classes.add(classNumber(execution));
    const ended = must(execution.outcome, "an ended execution has an outcome");
    const outcome = judge(ended, this.#plan.checks, execution.steps);
    if (outcome.kind === "completed") {
      for (const leak of outcome.leaks) this.#leaks.set(`${leak.actor} ${leak.operation}`, leak);
    } else if (outcome.kind === "out of steps") {
      this.#undecided += 1;
    } else {
      const { recipe } = this.strategy;
      this.#failure = { index, recipe, choices: execution.choices.toArray(), entropy: this.entropy(index), outcome };
    }
  }

  between(): void {
    const { executions, onProgress } = this.#plan;
    const elapsedMs = this.#elapsed();
    if (onProgress === undefined || elapsedMs - this.#lastProgress < PROGRESS_MS) return;
    this.#lastProgress = elapsedMs;
    onProgress({
      executions: this.#executions,
      planned: executions,
      steps: this.#steps,
      counterexamples: this.#counterexamples.length,
      elapsedMs,
    });
  }

  /** Runs the failing execution again, with a trace, and keeps it if its bug is a new one. */
  async #describe({ index, recipe, choices, entropy, outcome }: Failure): Promise<void> {
    const { checks, name, seed, settings } = this.#plan;
    const program = this.#program;
    const strategy = new FollowChoices(choices);
    const run = await traceRun(this.#host, { program, settings, strategy, index, entropy, checks }).catch(
      (error: unknown) => {
        if (error instanceof ReplayDivergence) throw notRepeatable(headline(errorOf(outcome)), "another execution");
        throw error;
      },
    );
    const signature = signatureOf(this.#host, outcome);
    if (run.signature !== signature) throw notRepeatable(signature, run.signature);
    if (this.#counterexamples.some((known) => known.signature === signature)) return;
    const origin = { program: name, strategy: isKnown(recipe) ? recipe : "", seed: seed.text, index, settings };
    this.#counterexamples.push(counterexampleOf(run, origin));
  }

  #elapsed(): number {
    return this.#host.now() - this.#startedAt;
  }

  #report(): Report {
    const hasFound = this.#counterexamples.length > 0;
    const interrupted = this.#plan.abort?.aborted === true;
    const isUndecided = this.#undecided > 0 || interrupted || this.#executions === 0;
    return {
      verdict: hasFound ? "violated" : isUndecided ? "undecided" : "passed",
      executions: this.#executions,
      steps: this.#steps,
      classes: this.#classes.distinct,
      unseen: this.#classes.unseen,
      exhausted: false,
      blocked: 0,
      undecided: this.#undecided,
      interrupted,
      elapsedMs: this.#elapsed(),
      counterexamples: this.#counterexamples,
      leaks: [...this.#leaks.values()],
    };
  }
}

/** Whether a token may name the strategy: one of the user's own cannot be built from its name. */
function isKnown(recipe: string): boolean {
  try {
    strategyFrom(recipe);
    return true;
  } catch {
    return false;
  }
}
