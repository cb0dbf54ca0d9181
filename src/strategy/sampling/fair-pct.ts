// Fair PCT, as in Coyote: PCT for the first decisions, then a uniform random walk to the end. PCT alone is unfair: a
// task of low priority may never run, so a program that waits in a loop never ends.

import { Pct } from "./pct.ts";
import type { PctOptions } from "./pct.ts";
import { RandomWalk } from "./random-walk.ts";
import type { ExecutionStart, Feedback, Strategy } from "../strategy.ts";
import type { EnabledOperation } from "../../trace/index.ts";

/** The default number of decisions after which PCT hands over. */
const DEFAULT_UNFAIR_DECISIONS = 1_000;

/** Options of fair PCT. */
export interface FairPctOptions extends PctOptions {
  /** How many decisions PCT takes before the random walk; a positive integer. Default 1,000. */
  readonly unfairDecisions?: number;
}

/** Fair PCT, as in Coyote: PCT (Burckhardt et al. 2010), then a random walk, so that no task starves. */
export class FairPct implements Strategy {
  readonly #pct: Pct;
  readonly #random: RandomWalk = new RandomWalk();
  readonly #unfairDecisions: number;
  #decision = 0;

  /** @param options the depth, the length, and the number of choices after which the walk begins; default 1,000 */
  constructor({ unfairDecisions = DEFAULT_UNFAIR_DECISIONS, ...options }: FairPctOptions = {}) {
    this.#pct = new Pct(options);
    this.#unfairDecisions = unfairDecisions;
  }

  get recipe(): string {
    return `fair-${this.#pct.recipe}-${this.#unfairDecisions}`;
  }

  begin(start: ExecutionStart): void {
    this.#decision = 0;
    this.#pct.begin(start);
    this.#random.begin(start);
  }

  onEnabled(operation: EnabledOperation): void {
    if (this.#decision < this.#unfairDecisions) this.#pct.onEnabled(operation);
  }

  choose(enabled: readonly EnabledOperation[]): number {
    const isUnfair = this.#decision < this.#unfairDecisions;
    this.#decision += 1;
    return isUnfair ? this.#pct.choose() : this.#random.choose(enabled);
  }

  draw(bound: number): number {
    return this.#random.draw(bound);
  }

  end(decisions: number): void {
    // Change points after the hand-over would be lost.
    this.#pct.end(Math.min(decisions, this.#unfairDecisions));
  }

  feedback(): unknown {
    return this.#pct.feedback();
  }

  update(feedback: readonly Feedback[]): void {
    this.#pct.update(feedback);
  }
}
