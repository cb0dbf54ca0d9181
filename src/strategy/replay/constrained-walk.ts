// A random walk under ordering constraints: the second operation of a constraint waits for the first as long as another
// operation is enabled.

import { generatorFrom } from "../../choice/index.ts";
import type { Generator } from "../../choice/index.ts";
import { Role } from "../../trace/index.ts";
import type { EnabledOperation } from "../../trace/index.ts";
import type { NamedDeviation } from "./recorder.ts";
import type { Strategy } from "../strategy.ts";
import { ChoicePoints } from "./choice-points.ts";

/**
 * An operation of an execution that can be found in other executions: the nth time that a task performs the same kind
 * of operation on the same object.
 */
export interface Occurrence {
  /** See `actionOf`. */
  readonly action: string;
  /** From 1. */
  readonly nth: number;
}

/** The constraint that one operation comes before another. */
export interface OrderConstraint {
  readonly first: Occurrence;
  readonly second: Occurrence;
}

/** A task, the kind of its operation and its object, the same in every execution. */
function actionOf({ key, kind, object }: StepIdentity): string {
  return `${key} ${kind} ${object?.key ?? 0}`;
}

/** Walks at random among the executions that satisfy the constraints. */
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
    this.#drawn = new Map(drawn.map(({ choicePoint, chosen }) => [choicePoint, chosen]));
    this.#seed = seed;
    this.#generator = generatorFrom(seed);
  }

  /** Whether the first operation of each constraint has happened, and before its second. */
  get isSatisfied(): boolean {
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
    const action = actionOf(operation);
    this.#counts.set(action, (this.#counts.get(action) ?? 0) + 1);
  }

  /** Faults are injected only where a constraint names them. */
  #isOpen(operation: EnabledOperation): boolean {
    if (this.#isBlocked(operation)) return false;
    if (operation.role !== Role.fault) return true;
    const action = actionOf(operation);
    return this.#orders.some(({ first, second }) => first.action === action || second.action === action);
  }

  #isBlocked(operation: EnabledOperation): boolean {
    return this.#orders.some(({ first, second }) => this.#isNext(operation, second) && !this.#hasHappened(first));
  }

  #isNext(operation: StepIdentity, { action, nth }: Occurrence): boolean {
    return actionOf(operation) === action && (this.#counts.get(action) ?? 0) + 1 === nth;
  }

  #hasHappened({ action, nth }: Occurrence): boolean {
    return (this.#counts.get(action) ?? 0) >= nth;
  }
}

/** The parts of a step that identify its operation. */
type StepIdentity = Pick<EnabledOperation, "key" | "kind" | "object">;

/** The operation at `index` as an occurrence. */
export function occurrenceAt(steps: readonly StepIdentity[], index: number): Occurrence {
  const step = steps[index];
  const action = step === undefined ? "" : actionOf(step);
  const nth = steps.slice(0, index + 1).filter((other) => actionOf(other) === action).length;
  return { action, nth };
}

/** The index of an occurrence; −1 if it did not happen. */
export function indexOf(steps: readonly StepIdentity[], { action, nth }: Occurrence): number {
  let seen = 0;
  return steps.findIndex((step) => {
    if (actionOf(step) === action) seen += 1;
    return seen === nth;
  });
}
