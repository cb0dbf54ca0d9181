// The uniform random walk over interleavings: Zhao, Wolff, Mathur, Roychoudhury, "Selectively uniform concurrency
// testing" (ASPLOS 2025), as URW, and Shuttle's scheduler of that name. An enabled task is chosen with a probability
// proportional to the steps that it has left, those of the tasks that it will create included. If the counts are exact
// and no operation blocks, every interleaving is equally likely: a short actor is delayed past a long one as often as
// not.
//
// Deviations from the paper: counts are taken anew at the first execution of each round, which is a random walk, so
// that one odd sample does not spoil an exploration. A task that is not in the counts has the smallest weight seen (as
// in Shuttle); no enabled task weighs less than 1. Faults are not weighted (see fault-rate.ts).

import { generatorFrom } from "../../choice/index.ts";
import type { Generator } from "../../choice/index.ts";
import { Role } from "../../trace/index.ts";
import type { EnabledOperation } from "../../trace/index.ts";
import { FaultRate } from "../priorities/fault-rate.ts";
import { Profiler } from "../feedback/profile.ts";
import type { Profile } from "../feedback/profile.ts";
import { RandomWalk } from "./random-walk.ts";
import type { ExecutionStart, Feedback, Strategy } from "../strategy.ts";
import { WeightedTasks } from "../feedback/weighted-tasks.ts";

/**
 * The uniform random walk over interleavings, URW (Zhao et al. 2025): chooses tasks in proportion to the steps that they
 * have left. A choice costs O(n).
 */
export class Urw implements Strategy {
  readonly forgetsOperations: boolean = true;
  readonly #faults: FaultRate = new FaultRate();
  readonly #profiler: Profiler;
  readonly #random: RandomWalk = new RandomWalk();
  readonly #tasks: WeightedTasks = new WeightedTasks();
  #hasFaults = false;
  #generator: Generator = generatorFrom(0);

  /** @param profile shared by the members of a portfolio */
  constructor(profile?: Profile) {
    this.#profiler = new Profiler(profile);
  }

  /** An execution that was weighted by counts cannot be rebuilt from a name. */
  get recipe(): string {
    return this.#profiler.isActive ? "random" : "urw*";
  }

  begin(start: ExecutionStart): void {
    this.#generator = start.generator;
    this.#hasFaults = start.hasFaults;
    this.#profiler.begin(start);
    if (this.#profiler.isActive) {
      this.#random.begin(start);
    } else {
      this.#faults.begin(start.generator);
      this.#tasks.begin(this.#profiler.profile.weights());
    }
  }

  onEnabled(operation: EnabledOperation): void {
    if (this.#profiler.isActive) this.#profiler.onEnabled(operation);
    else if (operation.role !== Role.fault) this.#tasks.onEnabled(operation);
  }

  onStep(operation: EnabledOperation): void {
    if (this.#profiler.isActive) this.#profiler.onStep(operation);
    else this.#tasks.onStep(operation, true);
  }

  choose(enabled: readonly EnabledOperation[]): number {
    if (this.#profiler.isActive) return this.#random.choose(enabled);
    if (this.#hasFaults) {
      const fault = this.#faults.drawFault(enabled);
      if (fault >= 0) return fault;
    }
    let sum = 0;
    for (const operation of enabled) sum += this.#weight(operation);
    let rest = (this.#generator.next() / 0x1_0000_0000) * sum;
    for (const operation of enabled) {
      rest -= this.#weight(operation);
      if (rest < 0) return operation.slot;
    }
    return enabled.length - 1;
  }

  draw(bound: number): number {
    return this.#generator.below(bound);
  }

  feedback(): unknown {
    return this.#profiler.feedback();
  }

  update(feedback: readonly Feedback[]): void {
    this.#profiler.profile.update(feedback);
  }

  #weight(operation: EnabledOperation): number {
    if (this.#hasFaults && operation.role === Role.fault) return 0;
    return Math.max(1, this.#tasks.left(operation.id));
  }
}
