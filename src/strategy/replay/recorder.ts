// Records an execution while another strategy chooses: its deviations from the default schedule, and the order of its
// steps.

import type { Deviation } from "../../choice/index.ts";
import { Role } from "../../trace/index.ts";
import type { EnabledOperation } from "../../trace/index.ts";
import type { Causality } from "../causality.ts";
import { canonicalOrder, defaultOperation, labelOf } from "./default-schedule.ts";
import type { Move } from "./follow-order.ts";
import type { ExecutionStart, Strategy } from "../strategy.ts";
import { ChoicePoints } from "./choice-points.ts";
import type { FootprintRecorder } from "./footprint-recorder.ts";

/** A deviation with a stable name, which it keeps when others are left out. */
export interface NamedDeviation extends Deviation {
  /** The name of the choice: see `ChoicePoints`. */
  readonly choicePoint: string;
  /** The key of the task that stepped, or the drawn value. */
  readonly chosen: number;
  /** The kind of its operation; empty for a drawn value. */
  readonly kind: string;
  readonly isFault: boolean;
}

/** Deviations as they are in a schedule, without their names. */
export function unnamed(deviations: readonly NamedDeviation[]): readonly Deviation[] {
  return deviations.map(({ alternative, decision, label }) => ({ decision, alternative, label }));
}

/** A strategy that makes the same choices as `inner` and records its latest execution. */
export class Recorder implements Strategy {
  readonly recipe: string;
  readonly causality?: Causality;
  readonly #inner: Strategy;
  readonly #recorder: FootprintRecorder | undefined;
  readonly #choicePoints: ChoicePoints = new ChoicePoints();
  #deviations: NamedDeviation[] = [];
  #moves: Move[] = [];
  #choices: { choicePoint: string; alternatives: number }[] = [];
  #switches = 0;

  /** @param recorder records footprints too; only for executions that are explained */
  constructor(inner: Strategy, recorder?: FootprintRecorder) {
    this.#inner = inner;
    this.#recorder = recorder;
    this.recipe = inner.recipe;
    const causality = recorder ?? inner.causality;
    if (causality !== undefined) this.causality = causality;
  }

  /** The deviations of the latest execution from the default schedule. */
  get deviations(): readonly NamedDeviation[] {
    return this.#deviations;
  }

  /** The steps, in order. */
  get moves(): readonly Move[] {
    return this.#moves;
  }

  /** Every decision, with its number of alternatives. */
  get choices(): readonly { readonly choicePoint: string; readonly alternatives: number }[] {
    return this.#choices;
  }

  /** The number of context switches. */
  get switches(): number {
    return this.#switches;
  }

  begin(start: ExecutionStart): void {
    this.#deviations = [];
    this.#moves = [];
    this.#choices = [];
    this.#switches = 0;
    this.#choicePoints.begin();
    this.#inner.begin(start);
  }

  choose(enabled: readonly EnabledOperation[], running: EnabledOperation | undefined): number {
    const index = this.#inner.choose(enabled, running);
    const choicePoint = this.#choicePoints.choice();
    const chosen = enabled[index];
    if (chosen !== undefined && chosen !== defaultOperation(enabled, running)) {
      const { key, kind, role } = chosen;
      const alternative = canonicalOrder(enabled).indexOf(chosen);
      this.#deviate({
        alternative,
        label: labelOf(chosen),
        choicePoint,
        chosen: key,
        kind,
        isFault: role === Role.fault,
      });
    }
    this.#choices.push({ choicePoint, alternatives: enabled.length });
    return index;
  }

  draw(bound: number): number {
    const value = this.#inner.draw(bound);
    const choicePoint = this.#choicePoints.choice();
    const move = this.#moves.at(-1);
    if (move !== undefined) this.#moves[this.#moves.length - 1] = { ...move, values: [...move.values, value] };
    if (value !== 0)
      this.#deviate({ alternative: value, label: 0, choicePoint, chosen: value, kind: "", isFault: false });
    this.#choices.push({ choicePoint, alternatives: bound });
    return value;
  }

  onEnabled(operation: EnabledOperation): void {
    this.#inner.onEnabled?.(operation);
  }

  onStep(operation: EnabledOperation, enabled: readonly EnabledOperation[]): void {
    const { key, kind } = operation;
    const before = this.#moves.at(-1);
    if (before !== undefined && before.key !== key) this.#switches += 1;
    this.#moves.push({ key, kind, values: [] });
    this.#choicePoints.step(key);
    this.#recorder?.step(operation);
    this.#inner.onStep?.(operation, enabled);
  }

  end(decisions: number): void {
    this.#inner.end?.(decisions);
  }

  #deviate(deviation: Omit<NamedDeviation, "decision">): void {
    this.#deviations.push({ decision: this.#choices.length, ...deviation });
  }
}
