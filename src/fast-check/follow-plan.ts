// The strategy that follows a plan. Every choice depends only on the plan, on the enabled tasks and on how often each
// of them has done the same before: removing a command from the workload does not change the order of the others.
//
// The priorities are those of partial order sampling and of PCT (see strategy/sampling/pos.ts and pct.ts), with hashes
// instead of random draws, which would depend on everything that happened before. For the same reason priorities are
// not redrawn when two operations race.

import { hashText, mix } from "../choice/index.ts";
import { canonicalOrder, defaultOperation } from "../strategy/index.ts";
import type { Strategy } from "../strategy/index.ts";
import { Role } from "../trace/index.ts";
import type { EnabledOperation } from "../trace/index.ts";
import { CELLS } from "./plan.ts";
import type { SchedulePlan } from "./plan.ts";

/** Separates hashes for different purposes. */
const PURPOSE = { priority: 1, redraw: 2, drawnValue: 3, fault: 4, faultRate: 5, victim: 6 } as const;
/** Faults occur at one scheduling point in 2, 4, 8 … or 2 to the power of this. */
const FAULT_RATES = 8;

/** The state of a task, a channel or a timer. */
interface Stepper {
  /** The scheduling point at which it drew its priority. */
  drawnAt: number;
  /** The number of its latest step. */
  latest: number;
}

/** Follows the plan at the scheduling points that it keeps, and the default schedule at all others. */
export class FollowPlan implements Strategy {
  readonly recipe: string = "fast-check";
  readonly #plan: SchedulePlan;
  readonly #steppers: Map<number, Stepper> = new Map();
  /** How often a task has performed the same operation on the same object. */
  readonly #counts: Map<number, number> = new Map();
  #steps = 0;
  /** The scheduling point of the running step, and the number of values it has drawn. */
  #point = 0;
  #draws = 0;

  constructor(plan: SchedulePlan) {
    this.#plan = plan;
  }

  begin(): void {
    this.#steppers.clear();
    this.#counts.clear();
    this.#steps = 0;
    this.#point = 0;
    this.#draws = 0;
  }

  choose(enabled: readonly EnabledOperation[], running: EnabledOperation | undefined): number {
    const byDefault = defaultOperation(enabled, running);
    const point = this.#pointOf(byDefault);
    if (!this.#keeps(point)) return byDefault.slot;
    const chosen = this.#plan.order === "turns" ? this.#leastRecent(enabled) : this.#highest(enabled, point);
    return (chosen ?? byDefault).slot;
  }

  draw(bound: number): number {
    this.#draws += 1;
    const point = mix(this.#point, this.#draws);
    if (this.#plan.seed === 0 || !this.#keeps(point)) return 0;
    return Math.floor(this.#chance(PURPOSE.drawnValue, point) * bound);
  }

  onStep(operation: EnabledOperation): void {
    const label = hashLabel(operation);
    this.#point = this.#pointOf(operation);
    this.#draws = 0;
    this.#steps += 1;
    const stepper = this.#stepperOf(operation, this.#point);
    stepper.latest = this.#steps;
    this.#counts.set(label, (this.#counts.get(label) ?? 0) + 1);
  }

  /** The operation of the least recently scheduled task or channel. Early timers and faults are excluded. */
  #leastRecent(enabled: readonly EnabledOperation[]): EnabledOperation | undefined {
    let next: EnabledOperation | undefined = undefined;
    let earliest = Number.POSITIVE_INFINITY;
    for (const operation of canonicalOrder(enabled)) {
      if (operation.role === Role.timer || operation.role === Role.fault) continue;
      const latest = this.#steppers.get(operation.key)?.latest ?? 0;
      if (latest >= earliest) continue;
      earliest = latest;
      next = operation;
    }
    return next;
  }

  /**
   * The operation with the highest priority.
   * @param here the scheduling point of the default operation
   */
  #highest(enabled: readonly EnabledOperation[], here: number): EnabledOperation | undefined {
    const isFaultDue = this.#isFaultDue(here);
    let highest = -1;
    let best: EnabledOperation | undefined = undefined;
    for (const operation of canonicalOrder(enabled)) {
      if (operation.role === Role.fault && !isFaultDue) continue;
      const priority = this.#priority(operation);
      if (priority <= highest) continue;
      highest = priority;
      best = operation;
    }
    return best;
  }

  #priority(operation: EnabledOperation): number {
    const point = this.#pointOf(operation);
    if (operation.role === Role.fault) return 1 + this.#chance(PURPOSE.victim, point);
    return this.#chance(PURPOSE.priority, this.#stepperOf(operation, point).drawnAt);
  }

  /** Whether faults have precedence at this scheduling point. */
  #isFaultDue(here: number): boolean {
    const rate = 2 ** -(1 + Math.floor(this.#chance(PURPOSE.faultRate, 0) * FAULT_RATES));
    return this.#chance(PURPOSE.fault, here) < rate;
  }

  #keeps(point: number): boolean {
    const [first, second] = this.#plan.kept;
    const hash = point >>> 0;
    return (first & (1 << (hash % CELLS))) !== 0 && (second & (1 << (Math.floor(hash / CELLS) % CELLS))) !== 0;
  }

  /** The state of the operation's task, whose priority is redrawn at some scheduling points. */
  #stepperOf({ key }: EnabledOperation, point: number): Stepper {
    let stepper = this.#steppers.get(key);
    if (stepper === undefined) {
      stepper = { drawnAt: key, latest: 0 };
      this.#steppers.set(key, stepper);
    }
    if (this.#chance(PURPOSE.redraw, point) * this.#plan.pace < 1) stepper.drawnAt = point;
    return stepper;
  }

  /** The scheduling point: the task, the operation, the object and the count of earlier equal ones. */
  #pointOf(operation: EnabledOperation): number {
    const label = hashLabel(operation);
    return mix(label, this.#counts.get(label) ?? 0);
  }

  /** A number in [0, 1) that depends on the seed and a scheduling point. */
  #chance(purpose: number, point: number): number {
    return (mix(mix(this.#plan.seed, purpose), point) >>> 0) / 0x1_0000_0000;
  }
}

/** A 32-bit hash of the task, the operation and the object. */
function hashLabel({ key, kind, object }: EnabledOperation): number {
  return hashText(kind, mix(key, object?.key ?? 0));
}
