// Who chooses when a program runs under a plan. Every choice follows from the plan, from who could step and from how
// often each has done the like before: a command that is taken out of the workload leaves the order of the others as
// it was.
//
// The priorities are those of partial order sampling and of PCT (see strategy/sampling/pos.ts and strategy/sampling/pct.ts) with hashes
// in place of draws: draws would depend on everything that happened before. For the same reason nothing is drawn anew
// when two operations race.

import { hashText, mix } from "../choice/index.ts";
import { canonicalOrder, defaultOperation } from "../strategy/index.ts";
import type { Strategy } from "../strategy/index.ts";
import { Role } from "../trace/index.ts";
import type { EnabledOperation } from "../trace/index.ts";
import { CELLS } from "./plan.ts";
import type { SchedulePlan } from "./plan.ts";

/** Keeps hashes for one purpose apart from those for another. */
const PURPOSE = { priority: 1, redraw: 2, drawnValue: 3, fault: 4, faultRate: 5, victim: 6 } as const;
/** Faults strike at one scheduling point in 2, 4, 8 … or 2 to the power of this. */
const FAULT_RATES = 8;

/** What is known of a task, or of a channel or a timer. */
interface Stepper {
  /** The scheduling point at which it drew its priority. */
  drawnAt: number;
  /** When it stepped last, as a count of all steps. */
  latest: number;
}

/** Does what a plan wants at the scheduling points that it keeps, and else what the default schedule does. */
export class FollowPlan implements Strategy {
  readonly recipe: string = "fast-check";
  readonly #plan: SchedulePlan;
  readonly #steppers: Map<number, Stepper> = new Map();
  /** How often a task did the same to the same object. */
  readonly #counts: Map<number, number> = new Map();
  #steps = 0;
  /** The scheduling point of the step that is performed, and how many values it has drawn. */
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
    const wanted = this.#plan.order === "turns" ? this.#nextInTurn(enabled) : this.#highest(enabled, point);
    return (wanted ?? byDefault).slot;
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

  /** Who has waited longest; signals take turns with tasks, while early timers and faults are none of them. */
  #nextInTurn(enabled: readonly EnabledOperation[]): EnabledOperation | undefined {
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

  /** @param here the scheduling point of what would step by default */
  #highest(enabled: readonly EnabledOperation[], here: number): EnabledOperation | undefined {
    const isFault = this.#strikes(here);
    let highest = -1;
    let best: EnabledOperation | undefined = undefined;
    for (const operation of canonicalOrder(enabled)) {
      if (operation.role === Role.fault && !isFault) continue;
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

  /** Whether a fault comes before all others. */
  #strikes(here: number): boolean {
    const rate = 2 ** -(1 + Math.floor(this.#chance(PURPOSE.faultRate, 0) * FAULT_RATES));
    return this.#chance(PURPOSE.fault, here) < rate;
  }

  #keeps(point: number): boolean {
    const [first, second] = this.#plan.kept;
    const hash = point >>> 0;
    return (first & (1 << (hash % CELLS))) !== 0 && (second & (1 << (Math.floor(hash / CELLS) % CELLS))) !== 0;
  }

  /** Draws a priority when it is time to. */
  #stepperOf({ key }: EnabledOperation, point: number): Stepper {
    let stepper = this.#steppers.get(key);
    if (stepper === undefined) {
      stepper = { drawnAt: key, latest: 0 };
      this.#steppers.set(key, stepper);
    }
    if (this.#chance(PURPOSE.redraw, point) * this.#plan.pace < 1) stepper.drawnAt = point;
    return stepper;
  }

  /** Who would do what to which object for which time. */
  #pointOf(operation: EnabledOperation): number {
    const label = hashLabel(operation);
    return mix(label, this.#counts.get(label) ?? 0);
  }

  /** A number in [0, 1) that the seed gives to a scheduling point. */
  #chance(purpose: number, point: number): number {
    return (mix(mix(this.#plan.seed, purpose), point) >>> 0) / 0x1_0000_0000;
  }
}

/** 32 bits that say who does what to which object. */
function hashLabel({ key, kind, object }: EnabledOperation): number {
  return hashText(kind, mix(key, object?.key ?? 0));
}
