// The samples of a proof: random executions, and executions of the search with independent steps in another order. They
// stop at the first that fails or differs.

import { Generator, hasFaults, seedExecution } from "../../choice/index.ts";
import type { RootSeed } from "../../choice/index.ts";
import { must } from "../../errors.ts";
import { classNumber } from "../../kernel/index.ts";
import type { Execution } from "../../kernel/index.ts";
import { FollowOrder, FollowSchedule } from "../../strategy/index.ts";
import type { ExecutionStart, Strategy } from "../../strategy/index.ts";
import { applyChecks } from "../execution/apply-checks.ts";
import { Runner } from "../execution/runner.ts";
import type { RunSource } from "../execution/run-source.ts";
import { Digester } from "./digest.ts";
import type { ProofRecord, Reordered } from "./proof-record.ts";
import { SampleWalk } from "./sample-walk.ts";
import type { SampleRun, SampleSetup } from "./sample-run.ts";

/** A sample that is not as the proof says. */
export interface Surprise {
  readonly kind: "failed" | "differs" | "unknownClass";
  /** Its number among the samples, from 0. */
  readonly index: number;
  readonly run: SampleRun;
  /** Set for an execution of the search in another order. */
  readonly reordered: Reordered | undefined;
}

/** Runs the samples of one proof. */
export class Samples implements RunSource {
  /** That of the sample that is being run. */
  strategy: Strategy;
  readonly #setup: SampleSetup;
  readonly #record: ProofRecord;
  readonly #reordered: readonly Reordered[];
  readonly #seed: RootSeed;
  readonly #isStopped: () => boolean;
  readonly #random: Strategy;
  readonly #digester: Digester = new Digester();
  readonly #start: { index: number; readonly generator: Generator; readonly hasFaults: boolean };
  #next = 0;
  #surprise: Surprise | undefined = undefined;

  constructor(setup: SampleSetup, record: ProofRecord, seed: RootSeed, isStopped: () => boolean) {
    this.#random = new SampleWalk(setup.settings.time === "lazy");
    this.strategy = this.#random;
    this.#setup = setup;
    this.#record = record;
    this.#reordered = record.reordered;
    this.#seed = seed;
    this.#isStopped = isStopped;
    this.#start = { index: 0, generator: new Generator(), hasFaults: hasFaults(setup.settings) };
  }

  /** The number of samples that were run. */
  get count(): number {
    return this.#next;
  }

  /** Runs samples up to the next that is not as the proof says; `undefined` if there is none. */
  async run(): Promise<Surprise | undefined> {
    const { host, program, reset, settings } = this.#setup;
    this.#surprise = undefined;
    await new Runner(host, program, settings, reset).run(this);
    return this.#surprise;
  }

  next(): ExecutionStart | undefined {
    if (this.#surprise !== undefined || this.#next >= this.#record.samples || this.#isStopped()) return undefined;
    this.#start.index = this.#next;
    this.#next += 1;
    const reordered = this.#reordered[this.#start.index];
    this.strategy = reordered === undefined ? this.#random : new FollowOrder(reordered.moves, new FollowSchedule([]));
    return this.again();
  }

  again(): ExecutionStart {
    seedExecution(this.#start.generator, this.#seed, this.#start.index);
    return this.#start;
  }

  entropy(): number {
    return this.#setup.entropy;
  }

  observe(): Digester {
    return this.#digester.restart();
  }

  ended(execution: Execution, index: number): void {
    const ended = must(execution.outcome, "an ended execution has an outcome");
    const outcome = applyChecks(ended, this.#setup.checks, execution);
    const number = classNumber(execution);
    const digest = this.#digester.digest(ended);
    const kind = outcome.kind === "completed" ? this.#kindOf(index, number, digest) : failureKind(outcome.kind);
    if (kind === undefined) return;
    const run = { outcome, actors: execution.actors.slice(), choices: execution.choices.toArray(), number, digest };
    this.#surprise = { kind, index, run, reordered: this.#reordered[index] };
  }

  /** How a sample that passed is not as the proof says; `undefined` if it is. */
  #kindOf(index: number, number: number, digest: number): Surprise["kind"] | undefined {
    const reordered = this.#reordered[index];
    if (reordered?.number === number) return reordered.digest === digest ? undefined : "differs";
    const known = this.#record.digests.get(number);
    if (known !== undefined) return known === digest && reordered === undefined ? undefined : "differs";
    return reordered !== undefined ? "differs" : this.#record.digests.keeps(number) ? "unknownClass" : undefined;
  }
}

/** An execution that runs out of steps belongs to no class that was run, since all of these came to an end. */
function failureKind(outcome: "violated" | "deadlocked" | "outOfSteps" | "livelocked"): Surprise["kind"] {
  return outcome === "outOfSteps" ? "unknownClass" : "failed";
}
