// Reads-from guided exploration, RFF: Wolff, Shi, Duck, Mathur, Roychoudhury, "Greybox fuzzing for concurrency testing"
// (ASPLOS 2024). Each execution follows an abstract schedule, a small set of constraints "this read takes its value
// from this write" or "does not"; an operation that would violate one waits, one that satisfies one goes first, and
// everything else is partial order sampling. Abstract schedules that showed a new pair are mutated further. Constraints
// name sites, not actors, so a race between two of a hundred similar actors costs no more than one between two of
// three.
//
// Deviations from the paper: a site is an object, a kind and an ordinal within the task, since there is no source line
// to identify it. Footprints do not distinguish a plain write from one that also reads, so a write, an acquire of a
// mutex and the arrival of a message take their value from the last write too. A constraint binds until one access has
// satisfied it. Three new constraints in four are on pairs that were never seen. There is no energy assignment: the
// corpus keeps the 64 latest schedules. An execution without a schedule is plain partial order sampling. After 1,000
// decisions no operation is held back, since a task that waits in a loop would wait forever. Faults are not ranked (see
// fault-rate.ts).

import { generatorFrom } from "../../choice/index.ts";
import type { Generator } from "../../choice/index.ts";
import { Access, Role } from "../../trace/index.ts";
import type { EnabledOperation } from "../../trace/index.ts";
import { contends, noTouch, remember } from "../conflicts/contention.ts";
import type { DeclaredAccess } from "../conflicts/contention.ts";
import { FaultRate } from "../priorities/fault-rate.ts";
import { FreshPriorities } from "../priorities/fresh-priorities.ts";
import { INITIAL, ReadsFrom } from "../feedback/reads-from.ts";
import { ReadsFromCorpus } from "../feedback/reads-from-corpus.ts";
import type { Constraint, ReadsFromFeedback } from "../feedback/reads-from-corpus.ts";
import type { ExecutionStart, Feedback, Strategy } from "../strategy.ts";

/** The number of decisions after which no operation is held back. */
const GUIDED_DECISIONS = 1_000;

// The preference of an operation under the constraints: a higher number goes first.
const HELD = 0;
const FREE = 1;
const FAVORED = 2;

/** A constraint that still binds. */
interface Binding extends Constraint {
  /** Whether the current value of its object comes from the constraint's write. */
  isWritten: boolean;
}

/**
 * Reads-from guided fuzzing, RFF (Wolff et al. 2024): follows abstract schedules, constraints on which write a read
 * takes its value from. A choice costs O(n).
 */
export class Rff implements Strategy {
  readonly forgetsOperations: boolean = true;
  readonly #corpus: ReadsFromCorpus = new ReadsFromCorpus();
  readonly #faults: FaultRate = new FaultRate();
  readonly #priorities: FreshPriorities = new FreshPriorities();
  readonly #readsFrom: ReadsFrom = new ReadsFrom();
  readonly #touch: DeclaredAccess = noTouch();
  #schedule: readonly Constraint[] = [];
  /** The constraints that still bind. */
  readonly #binding: Binding[] = [];
  #decision = 0;
  #hasFaults = false;
  #generator: Generator = generatorFrom(0);

  /** An execution that followed the corpus cannot be rebuilt from a name. */
  readonly recipe: string = "rff*";

  begin(start: ExecutionStart): void {
    this.#generator = start.generator;
    this.#hasFaults = start.hasFaults;
    this.#faults.begin(start.generator);
    this.#priorities.begin(start.generator);
    this.#readsFrom.begin();
    this.#touch.object = undefined;
    this.#touch.secondObject = undefined;
    this.#schedule = this.#corpus.drawSchedule(start.generator);
    if (this.#binding.length > 0) this.#binding.length = 0;
    for (const { isPositive, object, read, write } of this.#schedule) {
      this.#binding.push({ isPositive, object, read, write, isWritten: write === INITIAL });
    }
    this.#decision = 0;
  }

  onEnabled(operation: EnabledOperation): void {
    this.#priorities.renew(operation);
    this.#readsFrom.forget(operation);
  }

  onStep(operation: EnabledOperation): void {
    const { object } = operation;
    const isBound = this.#binding.length > 0 && object !== undefined;
    if (isBound) this.#removeSatisfied(operation, object.key);
    this.#readsFrom.onStep(operation, this.#corpus.isSeen);
    if (isBound) this.#updateBindings(object.key);
  }

  choose(enabled: readonly EnabledOperation[], running: EnabledOperation | undefined): number {
    this.#decision += 1;
    if (this.#decision > GUIDED_DECISIONS && this.#binding.length > 0) this.#binding.length = 0;
    if (running !== undefined) this.#priorities.renew(running);
    const chosen = this.#drawFault(enabled) ?? this.#best(enabled);
    if (chosen === undefined) return 0;
    remember(this.#touch, chosen);
    return chosen.slot;
  }

  draw(bound: number): number {
    return this.#generator.below(bound);
  }

  feedback(): unknown {
    if (!this.#readsFrom.hasNews) return undefined;
    const { pairs, sites } = this.#readsFrom.observed();
    if (pairs.length === 0 && sites.length === 0) return undefined;
    const feedback: ReadsFromFeedback = { kind: "reads-from", schedule: this.#schedule, pairs, sites };
    return feedback;
  }

  update(feedback: readonly Feedback[]): void {
    this.#corpus.update(feedback);
  }

  #drawFault(enabled: readonly EnabledOperation[]): EnabledOperation | undefined {
    return this.#hasFaults ? enabled[this.#faults.drawFault(enabled)] : undefined;
  }

  #best(enabled: readonly EnabledOperation[]): EnabledOperation | undefined {
    let best: EnabledOperation | undefined = undefined;
    let bestPreference = -1;
    let highest = -1;
    for (const operation of enabled) {
      if (this.#hasFaults && operation.role === Role.fault) continue;
      if (contends(this.#touch, operation)) this.#priorities.renew(operation);
      const priority = this.#priorities.of(operation);
      const preference = this.#binding.length === 0 ? FREE : this.#preferenceOf(operation);
      if (preference < bestPreference || (preference === bestPreference && priority <= highest)) continue;
      bestPreference = preference;
      highest = priority;
      best = operation;
    }
    return best;
  }

  #preferenceOf(operation: EnabledOperation): number {
    const { object } = operation;
    if (object === undefined) return FREE;
    const { key } = object;
    let preference = FREE;
    for (const binding of this.#binding) {
      if (binding.object !== key) continue;
      const one = this.#preferenceUnder(operation, binding);
      if (one === HELD) return HELD;
      if (one > preference) preference = one;
    }
    return preference;
  }

  #preferenceUnder(operation: EnabledOperation, { isPositive, isWritten, read, write }: Binding): number {
    const site = this.#readsFrom.siteOf(operation);
    if (!isPositive) return site === read && isWritten ? HELD : FREE;
    if (isWritten) {
      if (site === read) return FAVORED;
      return operation.access === Access.read || site === write ? FREE : HELD;
    }
    if (write === INITIAL) return FREE;
    if (site === read) return HELD;
    return site === write ? FAVORED : FREE;
  }

  /** Removes a constraint that the step satisfies. */
  #removeSatisfied(operation: EnabledOperation, key: number): void {
    for (let index = this.#binding.length - 1; index >= 0; index -= 1) {
      const binding = this.#binding[index];
      if (binding === undefined || !binding.isWritten || !binding.isPositive || binding.object !== key) continue;
      if (this.#readsFrom.siteOf(operation) === binding.read) this.#binding.splice(index, 1);
    }
  }

  /** Updates the constraints on an object after a step that may have written it. */
  #updateBindings(key: number): void {
    for (const binding of this.#binding) {
      if (binding.object === key) binding.isWritten = this.#readsFrom.lastWrite(key) === binding.write;
    }
  }
}
