// Selectively uniform random walk: Zhao, Wolff, Mathur, Roychoudhury, "Selectively uniform concurrency testing" (ASPLOS
// 2025). Each execution selects one shared object, drawn in proportion to its accesses, and makes the orders of the
// operations on it equally likely: the task that performs the next one (the intended task) is drawn by the remaining
// counts, and other tasks that reach one are withheld until it has performed it. Everything else is ordered by random
// priorities.
//
// Deviations from the paper: counts are taken anew at the first execution of each round, which is partial order
// sampling. Only the selected object itself counts, not the whole that it is a part of; objects of which one task's
// operations enable the other's (an exit and its joins) are never selected. The intended task is drawn among all that
// have appeared, blocked ones too; once every enabled task is withheld for it, the next is drawn among the withheld.
// Beyond 1,000 decisions no task is withheld, since a task that waits in a loop would wait forever. Faults are not
// ranked (see fault-rate.ts). A program without shared objects is ordered by random priorities alone.

import { generatorFrom } from "../../choice/index.ts";
import type { Generator } from "../../choice/index.ts";
import { Role } from "../../trace/index.ts";
import type { EnabledOperation } from "../../trace/index.ts";
import { FaultRate } from "../priorities/fault-rate.ts";
import { FreshPriorities } from "../priorities/fresh-priorities.ts";
import { Pos } from "./pos.ts";
import { Profiler } from "../feedback/profile.ts";
import type { Focus, Profile } from "../feedback/profile.ts";
import type { ExecutionStart, Feedback, Strategy } from "../strategy.ts";
import { WeightedTasks } from "../feedback/weighted-tasks.ts";
import { IdSet } from "../priorities/id-set.ts";

/** No task is intended. */
const NO_TASK = -1;
/** The number of decisions after which no task is withheld. */
const SELECTIVE_DECISIONS = 1_000;

/**
 * The selectively uniform random walk, SURW (Zhao et al. 2025): uniform in the orders of the operations on one object. A
 * choice costs O(n).
 */
export class Surw implements Strategy {
  readonly forgetsOperations: boolean = true;
  readonly #faults: FaultRate = new FaultRate();
  readonly #pos: Pos = new Pos();
  readonly #priorities: FreshPriorities = new FreshPriorities();
  readonly #profiler: Profiler;
  readonly #tasks: WeightedTasks = new WeightedTasks();
  /** The key of the selected object; 0 for none. */
  #focus = 0;
  #intended = NO_TASK;
  readonly #withheld: IdSet = new IdSet();
  #decision = 0;
  #hasFaults = false;
  #generator: Generator = generatorFrom(0);

  /** @param profile shared by the members of a portfolio */
  constructor(profile?: Profile) {
    this.#profiler = new Profiler(profile);
  }

  /** An execution that was weighted by counts cannot be rebuilt from a name. */
  get recipe(): string {
    return this.#profiler.isActive ? this.#pos.recipe : "surw*";
  }

  begin(start: ExecutionStart): void {
    this.#profiler.begin(start);
    if (this.#profiler.isActive) {
      this.#pos.begin(start);
      return;
    }
    this.#generator = start.generator;
    this.#hasFaults = start.hasFaults;
    this.#faults.begin(start.generator);
    this.#priorities.begin(start.generator);
    this.#focus = drawFocus(this.#profiler.profile.foci, start.generator);
    this.#tasks.begin(this.#profiler.profile.weights(this.#focus));
    this.#intended = NO_TASK;
    this.#withheld.clear();
    this.#decision = 0;
  }

  onEnabled(operation: EnabledOperation): void {
    if (this.#profiler.isActive) {
      this.#profiler.onEnabled(operation);
      this.#pos.onEnabled(operation);
      return;
    }
    if (operation.role === Role.fault) return;
    this.#priorities.renew(operation);
    const creatorWeight = this.#tasks.onEnabled(operation);
    if (creatorWeight === undefined || this.#intended !== this.#tasks.running || creatorWeight === 0) return;
    // The step that was intended for the creator may be one of the new task's.
    const isPassedOn = this.#generator.next() / 0x1_0000_0000 < this.#tasks.left(operation.id) / creatorWeight;
    if (isPassedOn) this.#intended = operation.id;
  }

  onStep(operation: EnabledOperation): void {
    if (this.#profiler.isActive) {
      this.#profiler.onStep(operation);
      return;
    }
    const isInteresting = this.#isInteresting(operation);
    this.#tasks.onStep(operation, isInteresting);
    if (operation.kind === "exit") this.#tasks.clear(operation.id);
    if (!isInteresting) return;
    this.#intended = NO_TASK;
    this.#withheld.clear();
  }

  choose(enabled: readonly EnabledOperation[], running: EnabledOperation | undefined): number {
    if (this.#profiler.isActive) return this.#pos.choose(enabled, running);
    if (this.#hasFaults) {
      const fault = this.#faults.drawFault(enabled);
      if (fault >= 0) return fault;
    }
    this.#decision += 1;
    if (running !== undefined) this.#priorities.renew(running);
    for (;;) {
      const candidate = this.#candidate(enabled);
      if (candidate === undefined) this.#redrawIntended(enabled);
      else if (this.#mayStep(candidate)) return candidate.slot;
      else this.#withheld.add(candidate.id);
    }
  }

  draw(bound: number): number {
    return this.#profiler.isActive ? this.#pos.draw(bound) : this.#generator.below(bound);
  }

  feedback(): unknown {
    return this.#profiler.feedback();
  }

  update(feedback: readonly Feedback[]): void {
    this.#profiler.profile.update(feedback);
  }

  #isInteresting({ object }: EnabledOperation): boolean {
    return object !== undefined && object.key === this.#focus;
  }

  #candidate(enabled: readonly EnabledOperation[]): EnabledOperation | undefined {
    let best: EnabledOperation | undefined = undefined;
    let highest = -1;
    for (const operation of enabled) {
      if (this.#hasFaults && operation.role === Role.fault) continue;
      const priority = this.#priorities.of(operation);
      if (priority <= highest || this.#withheld.has(operation.id)) continue;
      highest = priority;
      best = operation;
    }
    return best;
  }

  #mayStep(candidate: EnabledOperation): boolean {
    if (this.#decision > SELECTIVE_DECISIONS || !this.#isInteresting(candidate)) return true;
    this.#tasks.ensureStep(candidate.id);
    if (this.#intended === NO_TASK) this.#intended = this.#tasks.drawAny(this.#generator);
    return this.#intended === candidate.id;
  }

  /** All enabled tasks are withheld for the intended task, which is blocked: draws a new intended task among them. */
  #redrawIntended(enabled: readonly EnabledOperation[]): void {
    this.#withheld.clear();
    let sum = 0;
    for (const { id } of enabled) sum += this.#tasks.left(id);
    let rest = (this.#generator.next() / 0x1_0000_0000) * sum;
    for (const { id } of enabled) {
      rest -= this.#tasks.left(id);
      if (rest < 0) {
        this.#intended = id;
        return;
      }
    }
    this.#intended = NO_TASK;
  }
}

function drawFocus(foci: readonly Focus[], generator: Generator): number {
  let sum = 0;
  for (const { steps } of foci) sum += steps;
  let rest = (generator.next() / 0x1_0000_0000) * sum;
  for (const { object, steps } of foci) {
    rest -= steps;
    if (rest < 0) return object;
  }
  return 0;
}
