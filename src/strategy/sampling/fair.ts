// Makes a strategy fair: after a number of decisions a uniform random walk takes over, as in Coyote's fair PCT. Most
// strategies can starve a task, so a program that waits in a loop never ends under them.

import type { EnabledOperation } from "../../trace/index.ts";
import { RandomWalk } from "./random-walk.ts";
import type { ExecutionStart, Feedback, Strategy } from "../strategy.ts";

/** A strategy, then a random walk. */
export class Fair implements Strategy {
  readonly #inner: Strategy;
  readonly #random: RandomWalk = new RandomWalk();
  readonly #unfairDecisions: number;
  #decision = 0;

  constructor(inner: Strategy, unfairDecisions: number) {
    this.#inner = inner;
    this.#unfairDecisions = unfairDecisions;
  }

  get recipe(): string {
    return `fair-${this.#inner.recipe}-${this.#unfairDecisions}`;
  }

  begin(start: ExecutionStart): void {
    this.#decision = 0;
    this.#inner.begin(start);
    this.#random.begin(start);
  }

  onEnabled(operation: EnabledOperation): void {
    if (this.#isUnfair) this.#inner.onEnabled?.(operation);
  }

  onStep(operation: EnabledOperation, enabled: readonly EnabledOperation[]): void {
    if (this.#isUnfair) this.#inner.onStep?.(operation, enabled);
  }

  choose(enabled: readonly EnabledOperation[], running: EnabledOperation | undefined): number {
    const isUnfair = this.#isUnfair;
    this.#decision += 1;
    return isUnfair ? this.#inner.choose(enabled, running) : this.#random.choose(enabled);
  }

  draw(bound: number): number {
    return this.#random.draw(bound);
  }

  end(decisions: number): void {
    this.#inner.end?.(Math.min(decisions, this.#unfairDecisions));
  }

  feedback(): unknown {
    return this.#inner.feedback?.();
  }

  update(feedback: readonly Feedback[]): void {
    this.#inner.update?.(feedback);
  }

  get #isUnfair(): boolean {
    return this.#decision < this.#unfairDecisions;
  }
}
