// Strategies that follow a modified recording as far as it fits, and the default schedule where it does not. Shrinking
// and explaining are built on them.

import type { Deviation } from "../../choice/index.ts";
import type { EnabledOperation } from "../../trace/index.ts";
import { canonicalOrder, defaultOperation, labelOf } from "./default-schedule.ts";
import type { Move } from "./follow-order.ts";
import type { NamedDeviation } from "./recorder.ts";
import type { Strategy } from "../strategy.ts";
import { ChoicePoints } from "./choice-points.ts";

/** The default schedule except for deviations found by the names of their choice points. */
export class LenientReplayByName implements Strategy {
  readonly recipe: string = "loose";
  readonly #byChoicePoint: ReadonlyMap<string, NamedDeviation>;
  readonly #choicePoints: ChoicePoints = new ChoicePoints();

  constructor(deviations: readonly NamedDeviation[]) {
    this.#byChoicePoint = new Map(deviations.map((deviation) => [deviation.choicePoint, deviation]));
  }

  begin(): void {
    this.#choicePoints.begin();
  }

  choose(enabled: readonly EnabledOperation[], running: EnabledOperation | undefined): number {
    const deviation = this.#byChoicePoint.get(this.#choicePoints.choice());
    const chosen = deviation?.kind === "" ? undefined : enabled.find(({ key }) => key === deviation?.chosen);
    return (chosen ?? defaultOperation(enabled, running)).slot;
  }

  draw(bound: number): number {
    const { chosen, kind } = this.#byChoicePoint.get(this.#choicePoints.choice()) ?? NOTHING;
    return kind === "" && chosen < bound ? chosen : 0;
  }

  onStep({ key }: EnabledOperation): void {
    this.#choicePoints.step(key);
  }
}

const NOTHING = { chosen: 0, kind: "" } as const;

/** The default schedule except for deviations found by their decision numbers. */
export class LenientReplayByIndex implements Strategy {
  readonly recipe: string = "loose";
  readonly #deviations: ReadonlyMap<number, Deviation>;
  readonly #isStrict: boolean;
  #decision = 0;

  /**
   * @param isStrict whether the operation must be the recorded one; else any operation with the same number is taken
   */
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

/** The number of pending moves among which the next one is looked for. */
const WINDOW = 64;

/** Stays as close to an order of moves as possible: of the remaining moves it performs the first that is enabled. */
export class LenientReplayByOrder implements Strategy {
  readonly recipe: string = "loose";
  readonly #moves: readonly Move[];
  #left: Move[] = [];
  /** The values that the running move draws next. */
  #values: readonly number[] = [];

  constructor(moves: readonly Move[]) {
    this.#moves = moves;
  }

  begin(): void {
    this.#left = [...this.#moves];
    this.#values = [];
  }

  choose(enabled: readonly EnabledOperation[], running: EnabledOperation | undefined): number {
    return (this.nextOf(enabled) ?? defaultOperation(enabled, running)).slot;
  }

  /** The operation that comes next in the order; `undefined` when none of them is in it. */
  nextOf(enabled: readonly EnabledOperation[]): EnabledOperation | undefined {
    for (let at = 0; at < this.#left.length && at < WINDOW; at += 1) {
      const move = this.#left[at];
      const operation = enabled.find(({ key, kind }) => key === move?.key && kind === move.kind);
      if (operation !== undefined) return operation;
    }
    return undefined;
  }

  draw(bound: number): number {
    const [value = 0, ...others] = this.#values;
    this.#values = others;
    return value < bound ? value : 0;
  }

  onStep({ key, kind }: EnabledOperation): void {
    this.#values = [];
    for (let at = 0; at < this.#left.length && at < WINDOW; at += 1) {
      const move = this.#left[at];
      if (move === undefined || move.key !== key || move.kind !== kind) continue;
      this.#left.splice(at, 1);
      this.#values = move.values;
      return;
    }
  }
}
