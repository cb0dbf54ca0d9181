// A random walk that keeps to some orders: who should come second waits for the first as long as anybody else can go on.

import { generatorFrom } from "../../choice/index.ts";
import type { Generator } from "../../choice/index.ts";
import { Role } from "../../trace/index.ts";
import type { EnabledOperation } from "../../trace/index.ts";
import type { NamedDeviation } from "./recorder.ts";
import type { Strategy } from "../strategy.ts";
import { ChoicePoints } from "./choice-points.ts";

/** An operation of an execution, found in others again: the nth time that a task does the same to the same object. */
export interface Occurrence {
  /** What is done: see `deedOf`. */
  readonly deed: string;
  /** From 1. */
  readonly nth: number;
}

/** One operation before another. */
export interface OrderConstraint {
  readonly first: Occurrence;
  readonly second: Occurrence;
}

/** Who does what to which object, the same in every execution. */
function actionOf({ key, kind, object }: Action): string {
  return `${key} ${kind} ${object?.key ?? 0}`;
}

/** Walks at random among the executions with these orders. */
export class ConstrainedWalk implements Strategy {
  readonly recipe: string = "loose";
  readonly #orders: readonly OrderConstraint[];
  readonly #seed: number;
  readonly #drawn: ReadonlyMap<string, number>;
  readonly #counts: Map<string, number> = new Map();
  readonly #choicePoints: ChoicePoints = new ChoicePoints();
  #generator: Generator;
  #isBroken = false;

  /** @param drawn the values that the program draws, where they are not 0 */
  constructor(orders: readonly OrderConstraint[], drawn: readonly NamedDeviation[], seed: number) {
    this.#orders = orders;
    this.#drawn = new Map(drawn.map(({ chosen, place }) => [place, chosen]));
    this.#seed = seed;
    this.#generator = generatorFrom(seed);
  }

  /** Whether the first of each order has happened, and before its second. */
  get isKept(): boolean {
    return !this.#isBroken && this.#orders.every(({ first }) => this.#hasHappened(first));
  }

  begin(): void {
    this.#counts.clear();
    this.#choicePoints.begin();
    this.#isBroken = false;
    this.#generator = generatorFrom(this.#seed);
  }

  choose(enabled: readonly EnabledOperation[], running: EnabledOperation | undefined): number {
    this.#choicePoints.choice();
    const open = enabled.filter((operation) => this.#isOpen(operation));
    const allowed = open.length > 0 ? open : enabled.filter(({ role }) => role !== Role.fault);
    return (allowed[this.#generator.below(allowed.length)] ?? running)?.slot ?? 0;
  }

  draw(bound: number): number {
    const value = this.#drawn.get(this.#choicePoints.choice()) ?? 0;
    return value < bound ? value : 0;
  }

  onStep(operation: EnabledOperation): void {
    if (this.#isBlocked(operation)) this.#isBroken = true;
    this.#choicePoints.step(operation.key);
    const deed = actionOf(operation);
    this.#counts.set(deed, (this.#counts.get(deed) ?? 0) + 1);
  }

  /** Faults strike only where an order speaks of them. */
  #isOpen(operation: EnabledOperation): boolean {
    if (this.#isBlocked(operation)) return false;
    if (operation.role !== Role.fault) return true;
    const deed = actionOf(operation);
    return this.#orders.some(({ first, second }) => first.deed === deed || second.deed === deed);
  }

  #isBlocked(operation: EnabledOperation): boolean {
    return this.#orders.some(({ first, second }) => this.#isNext(operation, second) && !this.#hasHappened(first));
  }

  #isNext(operation: Action, { deed, nth }: Occurrence): boolean {
    return actionOf(operation) === deed && (this.#counts.get(deed) ?? 0) + 1 === nth;
  }

  #hasHappened({ deed, nth }: Occurrence): boolean {
    return (this.#counts.get(deed) ?? 0) >= nth;
  }
}

/** What an execution's step did, as far as it is found again. */
type Action = Pick<EnabledOperation, "key" | "kind" | "object">;

/** The operation at `index` as an occurrence. */
export function occurrenceAt(steps: readonly Action[], index: number): Occurrence {
  const step = steps[index];
  const deed = step === undefined ? "" : actionOf(step);
  const nth = steps.slice(0, index + 1).filter((other) => actionOf(other) === deed).length;
  return { deed, nth };
}

/** The index of an occurrence; −1 where it did not happen. */
export function indexOf(steps: readonly Action[], { deed, nth }: Occurrence): number {
  let seen = 0;
  return steps.findIndex((step) => {
    if (actionOf(step) === deed) seen += 1;
    return seen === nth;
  });
}
