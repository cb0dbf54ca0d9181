// Writes down an execution as deviations while another strategy chooses.

import type { Deviation } from "../choice/index.ts";
import type { EnabledOperation } from "../trace/index.ts";
import { canonicalOrder, defaultOperation, labelOf } from "./default-schedule.ts";
import type { ExecutionStart, Strategy } from "./strategy.ts";

/** A strategy that does what `inner` does and keeps the deviations of its latest execution. */
export class Recorder implements Strategy {
  readonly recipe: string;
  readonly #inner: Strategy;
  #deviations: Deviation[] = [];
  #decision = 0;

  constructor(inner: Strategy) {
    this.#inner = inner;
    this.recipe = inner.recipe;
  }

  /** What the latest execution did otherwise than the default schedule. */
  get deviations(): readonly Deviation[] {
    return this.#deviations;
  }

  begin(start: ExecutionStart): void {
    this.#deviations = [];
    this.#decision = 0;
    this.#inner.begin(start);
  }

  choose(enabled: readonly EnabledOperation[], running: EnabledOperation | undefined): number {
    const index = this.#inner.choose(enabled, running);
    const chosen = enabled[index];
    if (chosen !== undefined && chosen !== defaultOperation(enabled, running)) {
      this.#deviate(canonicalOrder(enabled).indexOf(chosen), labelOf(chosen));
    }
    this.#decision += 1;
    return index;
  }

  draw(bound: number): number {
    const value = this.#inner.draw(bound);
    if (value !== 0) this.#deviate(value, 0);
    this.#decision += 1;
    return value;
  }

  onEnabled(operation: EnabledOperation): void {
    this.#inner.onEnabled?.(operation);
  }

  onStep(operation: EnabledOperation, enabled: readonly EnabledOperation[]): void {
    this.#inner.onStep?.(operation, enabled);
  }

  end(decisions: number): void {
    this.#inner.end?.(decisions);
  }

  #deviate(alternative: number, label: number): void {
    this.#deviations.push({ decision: this.#decision, alternative, label });
  }
}
