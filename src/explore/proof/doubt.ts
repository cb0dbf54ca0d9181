// Finds out why a sample is not as the proof says. Its steps are put into other orders of their happens-before. If the
// program then does something else, two adjacent steps are searched for whose order alone makes the difference; if it
// never does, the sample belongs to a class that the search has lost.

import { generatorFrom } from "../../choice/index.ts";
import { UncontrolledNondeterminism } from "../../errors.ts";
import { FollowChoices, FollowOrder, FollowSchedule, OrderRecorder } from "../../strategy/index.ts";
import type { Move, PickEvent } from "../../strategy/index.ts";
import { failureOf } from "../failures/counterexample.ts";
import type { TracedRun } from "../execution/traced-run.ts";
import { traceRun } from "../execution/traced-run.ts";
import type { Plan } from "../setup/options.ts";
import { afterSwaps, swapsBetween } from "./adjacent-swaps.ts";
import { firstDifference } from "./first-difference.ts";
import type { Doubt } from "./proof.ts";
import { runSample } from "./sample-run.ts";
import type { SampleRun, SampleSetup } from "./sample-run.ts";
import type { Surprise } from "./samples.ts";

/** The orders that are tried. */
const ORDERS = 64;

/** The reason, or an execution that fails, which was met on the way. */
export type Diagnosis =
  | { readonly kind: "doubt"; readonly doubt: Doubt }
  | { readonly kind: "failure"; readonly run: SampleRun };

/**
 * Finds out why a sample is not as the proof says.
 * @throws UncontrolledNondeterminism (`not-repeatable`) if it does something else when it is run again
 */
export async function diagnose(setup: SampleSetup, plan: Plan, { kind, reordered, run }: Surprise): Promise<Diagnosis> {
  const strategy = new FollowChoices(run.choices);
  const again = await runSample(setup, strategy);
  if (again.digest !== run.digest || again.number !== run.number) throw notAlike();
  if (reordered !== undefined && reordered.original.length > 0) {
    // Two orders of one execution are known, so the search for the two steps begins with these.
    const original = await runSample(setup, new FollowOrder(reordered.original, new FollowSchedule([])));
    const from = new Diagnostician(setup, plan, original, new FollowChoices(original.choices));
    const found = await from.compare(reordered.moves);
    if (found !== undefined) return found;
  }
  return new Diagnostician(setup, plan, run, strategy).diagnose(kind);
}

class Diagnostician {
  readonly #setup: SampleSetup;
  readonly #plan: Plan;
  readonly #sample: SampleRun;
  readonly #strategy: FollowChoices;
  readonly #recorder: OrderRecorder;
  #moves: readonly Move[] = [];

  constructor(setup: SampleSetup, plan: Plan, sample: SampleRun, strategy: FollowChoices) {
    this.#setup = setup;
    this.#plan = plan;
    this.#sample = sample;
    this.#strategy = strategy;
    this.#recorder = new OrderRecorder(strategy);
  }

  /** Compares the execution with another order of it; `undefined` if they do the same. */
  async compare(moves: readonly Move[]): Promise<Diagnosis | undefined> {
    if (!(await this.#record())) return undefined;
    const order = orderOf(moves, this.#moves);
    if (order === undefined) return undefined;
    const result = await this.#try(order);
    if (result.kind === "failure") return result;
    return result.kind === "differs" ? this.#dependent(order) : undefined;
  }

  async diagnose(kind: Surprise["kind"]): Promise<Diagnosis> {
    if (await this.#record()) {
      for (const pick of this.#picks()) {
        const order = this.#recorder.order(pick);
        const result = await this.#try(order);
        if (result.kind === "failure") return result;
        if (result.kind === "differs") return this.#dependent(order);
      }
    }
    const trace = await this.#trace(this.#strategy);
    const evidence = this.#evidence(trace);
    if (kind === "unknownClass") return { kind: "doubt", doubt: { kind: "lostClass", ...evidence } };
    return { kind: "doubt", doubt: { kind: "dependentSteps", steps: undefined, differs: undefined, ...evidence } };
  }

  /** Records the order of the steps. @returns whether the execution completed, so that all of it is known */
  async #record(): Promise<boolean> {
    const { outcome } = await runSample(this.#setup, this.#recorder);
    this.#moves = this.#recorder.moves;
    return outcome.kind === "completed";
  }

  /** Ways to order the steps: each task as long as it can, the first or the last of them first; then at random. */
  *#picks(): Generator<PickEvent> {
    for (const first of [true, false]) {
      let latest = -1;
      yield (steps) => {
        const same = steps.findIndex((step) => this.#recorder.processOf(step) === latest);
        const index = same >= 0 ? same : first ? 0 : steps.length - 1;
        latest = this.#recorder.processOf(steps[index] ?? -1);
        return index;
      };
    }
    const generator = generatorFrom(1);
    for (let tried = 2; tried < ORDERS; tried += 1) yield ({ length }) => generator.below(length);
  }

  /** Names the two steps, given an order in which the program does something else. */
  async #dependent(order: readonly number[]): Promise<Diagnosis> {
    let alike = 0;
    let different = swapsBetween(order);
    while (different - alike > 1) {
      const middle = Math.floor((alike + different) / 2);
      const result = await this.#try(afterSwaps(order, middle).order);
      if (result.kind === "failure") return result;
      if (result.kind === "alike") alike = middle;
      else different = middle;
    }
    const before = afterSwaps(order, alike);
    const after = afterSwaps(order, different);
    const trace = await this.#trace(this.#follow(before.order));
    const otherwise = await this.#trace(this.#follow(after.order));
    const first = trace.steps[after.swapped];
    const second = trace.steps[after.swapped + 1];
    const doubt: Doubt = {
      kind: "dependentSteps",
      steps: first === undefined || second === undefined ? undefined : [first, second],
      differs: firstDifference(trace.steps, otherwise.steps),
      ...this.#evidence(trace),
    };
    return { kind: "doubt", doubt };
  }

  async #try(
    order: readonly number[],
  ): Promise<{ readonly kind: "alike" | "differs" } | Extract<Diagnosis, { kind: "failure" }>> {
    const run = await runSample(this.#setup, this.#follow(order));
    const { kind } = run.outcome;
    if (kind !== "completed" && kind !== "outOfSteps") return { kind: "failure", run };
    return { kind: this.#isAlike(run) ? "alike" : "differs" };
  }

  #isAlike({ digest, number }: SampleRun): boolean {
    return digest === this.#sample.digest && number === this.#sample.number;
  }

  #follow(order: readonly number[]): FollowOrder {
    return new FollowOrder(
      order.flatMap((step) => this.#moves[step] ?? []),
      new FollowSchedule([]),
    );
  }

  #trace(strategy: FollowChoices | FollowOrder): Promise<TracedRun> {
    const { checks, entropy, host, program, reset, settings } = this.#setup;
    return traceRun(host, { program, settings, strategy, index: 0, entropy, checks, reset });
  }

  #evidence(run: TracedRun): Pick<Doubt, "trace" | "token"> {
    const { name, seed, settings } = this.#plan;
    const origin = { program: name, strategy: "", seed: seed.text, index: -1, settings };
    return { trace: run.steps, token: failureOf(run, origin).token };
  }
}

/** The order of `moves`, as numbers of the same moves in `original`; `undefined` if they are not the same. */
function orderOf(moves: readonly Move[], original: readonly Move[]): readonly number[] | undefined {
  const left = new Map<number, number[]>();
  for (const [index, { key }] of original.entries()) left.set(key, [...(left.get(key) ?? []), index]);
  const order = moves.flatMap(({ key }) => left.get(key)?.shift() ?? []);
  return order.length === original.length ? order : undefined;
}

function notAlike(): UncontrolledNondeterminism {
  return new UncontrolledNondeterminism(
    "The same choices led to other operations or values when an execution was run again. Something outside heddle's " +
      "control differs from run to run: state kept between executions, real time or input. Create all state inside " +
      "the program.",
    { code: "not-repeatable" },
  );
}
