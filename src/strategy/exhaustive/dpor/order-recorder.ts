// Records the happens-before of an execution that another strategy chooses, so that it can be run in other orders.

import type { EnabledOperation } from "../../../trace/index.ts";
import type { Causality } from "../../causality.ts";
import type { Move } from "../../replay/follow-order.ts";
import type { ExecutionStart, Strategy } from "../../strategy.ts";
import type { PickEvent } from "../exhaustive.ts";
import { Analysis } from "./analysis.ts";
import { Dependence } from "./events/dependence.ts";
import { linearExtension, moveOf } from "./linear-extension.ts";
import { EventNames } from "./events/names.ts";
import { recordCausality } from "./record-causality.ts";
import { EventRecorder } from "./recording.ts";

/** Follows a strategy; receives take the oldest message, as in a real execution. */
export class OrderRecorder implements Strategy {
  readonly recipe: string = "recorded";
  readonly causality: Causality;
  readonly #strategy: Strategy;
  readonly #recording: EventRecorder;
  readonly #analysis: Analysis;

  constructor(strategy: Strategy) {
    this.#strategy = strategy;
    this.#recording = new EventRecorder(new EventNames());
    this.#analysis = new Analysis(this.#recording, new Dependence());
    this.causality = {
      ...recordCausality(this.#recording),
      take: (deliveries) => {
        const events = deliveries.map((step) => step - 1);
        this.#recording.take(events, 0);
        return 0;
      },
      injectsFaultWhenQuiescent: () => false,
    };
  }

  /** The moves of the execution, in its own order. */
  get moves(): readonly Move[] {
    return this.#recording.events.map((event) => moveOf(event, this.#recording.names));
  }

  /** Another order of the execution, as the numbers of its steps, from 0. */
  order(pick: PickEvent): readonly number[] {
    return linearExtension(this.#recording, this.#analysis.clocks, pick);
  }

  /** The number of the task that took a step. */
  processOf(step: number): number {
    return this.#recording.events[step]?.process ?? -1;
  }

  begin(start: ExecutionStart): void {
    this.#recording.restart(0);
    this.#strategy.begin(start);
  }

  choose(enabled: readonly EnabledOperation[], running: EnabledOperation | undefined): number {
    return this.#strategy.choose(enabled, running);
  }

  draw(bound: number): number {
    const value = this.#strategy.draw(bound);
    this.#recording.draw(bound, value);
    return value;
  }

  onStep(operation: EnabledOperation, enabled: readonly EnabledOperation[]): void {
    this.#recording.begin(operation, enabled);
    this.#strategy.onStep?.(operation, enabled);
  }

  end(decisions: number): void {
    this.#recording.finish();
    this.#analysis.place();
    this.#strategy.end?.(decisions);
  }
}
