// Strategies that follow a changed recording as far as it fits, and the default schedule where it does not. Shrinking and
// explaining are made of them.

import type { Deviation } from "../../choice/index.ts";
import type { EnabledOperation } from "../../trace/index.ts";
import { canonicalOrder, defaultOperation, labelOf } from "./default-schedule.ts";
import type { Move } from "./follow-order.ts";
import type { NamedDeviation } from "./recorder.ts";
import type { Strategy } from "../strategy.ts";
import { ChoicePoints } from "./choice-points.ts";

/** The default schedule but for some deviations, which are found by their names. */
export class LenientReplayByName implements Strategy {
  readonly recipe: string = "loose";
  readonly #byPlace: ReadonlyMap<string, NamedDeviation>;
  readonly #choicePoints: ChoicePoints = new ChoicePoints();

  constructor(deviations: readonly NamedDeviation[]) {
    this.#byPlace = new Map(deviations.map((deviation) => [deviation.place, deviation]));
  }

  begin(): void {
    this.#choicePoints.begin();
  }

  choose(enabled: readonly EnabledOperation[], running: EnabledOperation | undefined): number {
    const deviation = this.#byPlace.get(this.#choicePoints.choice());
    const chosen = deviation?.kind === "" ? undefined : enabled.find(({ key }) => key === deviation?.chosen);
    return (chosen ?? defaultOperation(enabled, running)).slot;
  }

  draw(bound: number): number {
    const { chosen, kind } = this.#byPlace.get(this.#choicePoints.choice()) ?? NOTHING;
    return kind === "" && chosen < bound ? chosen : 0;
  }

  onStep({ key }: EnabledOperation): void {
    this.#choicePoints.step(key);
  }
}

const NOTHING = { chosen: 0, kind: "" } as const;

/** The default schedule but for some deviations, which are found by the numbers of their decisions. */
export class LenientReplayByIndex implements Strategy {
  readonly recipe: string = "loose";
  readonly #deviations: ReadonlyMap<number, Deviation>;
  readonly #isStrict: boolean;
  #decision = 0;

  /** @param isStrict whether an operation must be the one that was recorded; else it is the one in its place */
  constructor(deviations: readonly Deviation[], isStrict: boolean) {
    this.#deviations = new Map(deviations.map((deviation) => [deviation.decision, deviation]));
    this.#isStrict = isStrict;
  }

  begin(): void {
    this.#decision = 0;
  }

  choose(enabled: readonly EnabledOperation[], running: EnabledOperation | undefined): number {
    const deviation = this.#deviationHere();
    const chosen = deviation === undefined ? undefined : canonicalOrder(enabled)[deviation.alternative];
    const fits = chosen !== undefined && (!this.#isStrict || labelOf(chosen) === deviation?.label);
    return (fits ? chosen : defaultOperation(enabled, running)).slot;
  }

  draw(bound: number): number {
    const value = this.#deviationHere()?.alternative ?? 0;
    return value < bound ? value : 0;
  }

  #deviationHere(): Deviation | undefined {
    this.#decision += 1;
    return this.#deviations.get(this.#decision - 1);
  }
}

/** How far ahead of its turn a move may come. */
const WINDOW = 64;

/** Stays as close to an order of moves as it can: of those that are left, the first that is enabled. */
export class LenientReplayByOrder implements Strategy {
  readonly recipe: string = "loose";
  readonly #moves: readonly Move[];
  #left: Move[] = [];
  #value = 0;

  constructor(moves: readonly Move[]) {
    this.#moves = moves;
  }

  begin(): void {
    this.#left = [...this.#moves];
    this.#value = 0;
  }

  choose(enabled: readonly EnabledOperation[], running: EnabledOperation | undefined): number {
    return (this.nextOf(enabled) ?? defaultOperation(enabled, running)).slot;
  }

  /** Which of these operations comes next in the order; `undefined` when none is in it. */
  nextOf(enabled: readonly EnabledOperation[]): EnabledOperation | undefined {
    for (let at = 0; at < this.#left.length && at < WINDOW; at += 1) {
      const move = this.#left[at];
      const operation = enabled.find(({ key, kind }) => key === move?.key && kind === move.kind);
      if (operation !== undefined) return operation;
    }
    return undefined;
  }

  draw(bound: number): number {
    return this.#value < bound ? this.#value : 0;
  }

  onStep({ key, kind }: EnabledOperation): void {
    this.#value = 0;
    for (let at = 0; at < this.#left.length && at < WINDOW; at += 1) {
      const move = this.#left[at];
      if (move === undefined || move.key !== key || move.kind !== kind) continue;
      this.#left.splice(at, 1);
      this.#value = Math.max(0, move.value);
      return;
    }
  }
}
